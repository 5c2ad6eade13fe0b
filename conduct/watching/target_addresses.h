#pragma once

// Where connections to the target go, so that of several listeners on its port the right one is watched. Asks the name
// service where the target has a name, and blocks as long as that takes; no state; any thread.

#include "scenarios/target.h"

#include <string>
#include <vector>

namespace plimsoll {

// Numeric, in the order in which they are tried; empty: not known, or a Unix socket.
std::vector<std::string> addresses_of(const Target& target);

}  // namespace plimsoll
