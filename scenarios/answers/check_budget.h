#pragma once

// How much of a thread's time the checks of answers may take. A value; any thread.

namespace plimsoll {

struct CheckBudget {
  double share = 0.5;  // of each thread's time; 1: whatever they take
};

}  // namespace plimsoll
