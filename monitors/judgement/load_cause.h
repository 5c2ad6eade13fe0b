#pragma once

// Whether a leak follows the requests or the time. A pure function; any thread.

#include "monitors/judgement/cause.h"

namespace plimsoll {

// Told only where requests came unevenly enough that one of the two explains the growth and the other adds nothing.
std::optional<Cause> cause_by_load(const JudgedFloor& judged);

}  // namespace plimsoll
