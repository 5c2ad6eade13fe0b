#pragma once

// What lies behind a verdict, named only where the fits decide it. Pure functions; any thread.

#include "judgement/judged_floor.h"
#include "record/leak_verdict.h"

#include <optional>

namespace plimsoll {

std::optional<Cause> find_cause(const JudgedFloor& judged);

}  // namespace plimsoll
