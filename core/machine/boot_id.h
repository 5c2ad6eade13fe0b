#pragma once

// Which boot of which machine this is. Any thread.

#include <string>

namespace plimsoll {

// The kernel's own name of it: random, the same until the machine is started anew. Empty where it tells none.
std::string boot_id();

}  // namespace plimsoll
