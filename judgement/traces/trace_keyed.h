#pragma once

// Lines that name their values themselves: JSON objects, and what a program logs ("rss: 4405.47 MB"). Pure functions;
// any thread.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

using NamedValues = std::vector<std::pair<std::string, std::string>>;  // in the order of the line

// Of a JSON object, values in it as "outer.inner"; empty where the line is none.
NamedValues values_of_json(const std::string& line);

// "NAME: NUMBER" and "NAME=NUMBER", with a unit or without, wherever they stand; the instant that the line begins with
// is "time".
NamedValues values_of_log(std::string_view line);

// Whether one of the names is that of a memory.
bool tells_memory(const NamedValues& values);

}  // namespace plimsoll
