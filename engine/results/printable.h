#pragma once

// Bytes of the other side as text that any report can hold. Pure; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

// Valid UTF-8 without control characters, those of directions too: what is neither becomes U+FFFD, line ends become \n,
// tabs stay.
std::string printable(std::string_view bytes);

}  // namespace plimsoll
