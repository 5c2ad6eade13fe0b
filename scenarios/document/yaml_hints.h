#pragma once

// YAML's traps: what a line that YAML refuses was probably meant to be, and how to write it. Pure; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

// "; ... must be quoted: quote it as "..."", or "" if nothing is known. `message` is yaml-cpp's.
std::string yaml_hint(std::string_view line, std::string_view message);

}  // namespace plimsoll
