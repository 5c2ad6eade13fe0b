#pragma once

// What an answer is that is no HTTP/1, in words. Pure; any thread.

#include <span>
#include <string>
#include <string_view>

namespace plimsoll {

// By the first two bytes of it and the parser's reason, which may be empty.
std::string describe_malformed(std::span<const unsigned char, 2> first_bytes, std::string_view reason);

}  // namespace plimsoll
