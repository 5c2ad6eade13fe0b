#pragma once

// YAML's traps: what a line that YAML refuses was probably meant to be, and how to write it. Pure; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

// `; quote it: ...`, or "" if nothing is known of that line.
std::string yaml_hint(std::string_view line);

}  // namespace plimsoll
