#pragma once

// Where texts and objects end in JSON that is not parsed. Pure functions; any thread.

#include <cstddef>
#include <string_view>

namespace plimsoll {

std::string_view without_blanks(std::string_view text);
// Where the text ends whose first character is at `from`; npos: it does not.
std::size_t closing_quote(std::string_view data, std::size_t from);
// Where the object ends that begins the text; npos: it does not.
std::size_t object_end(std::string_view data);

}  // namespace plimsoll
