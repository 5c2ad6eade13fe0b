#pragma once

// Every living process below one, found through /proc. No state; any thread; async-signal-unsafe.

#include <vector>

namespace plimsoll {

std::vector<int> descendants_of(int pid);  // ascending, without pid itself, zombies left out

}  // namespace plimsoll
