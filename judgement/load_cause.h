#pragma once

// Whether a leak follows the requests, those of them whose client left, or the time. Pure functions; any thread.

#include "judgement/judged_floor.h"

#include <optional>

namespace plimsoll {

// Reported only where requests came unevenly enough that one of the two explains the growth and the other adds nothing.
std::optional<Cause> cause_by_load(const JudgedFloor& judged);

// Reported only where the requests whose client left before the answer explain the growth, and neither time nor all
// requests add to it.
std::optional<Cause> cause_by_aborts(const JudgedFloor& judged);

}  // namespace plimsoll
