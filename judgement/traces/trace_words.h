#pragma once

// A line whose fields are parted by blanks. Pure functions; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Split at spaces and tabs.
std::vector<std::string> words_of(std::string_view line);

// The same, but for what belongs together: "4.302GiB / 15.5GiB", "4405 MB", "2026-01-31 12:00:00", "9:00:15 PM".
std::vector<std::string> joined_words_of(std::string_view line);

// Of a header: two blanks or a closing bracket end a name, so that it may have several words. A # before them is left
// out.
std::vector<std::string> wide_names_of(std::string_view line);

}  // namespace plimsoll
