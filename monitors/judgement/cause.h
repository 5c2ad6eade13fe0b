#pragma once

// What lies behind a verdict, told only where the fits decide it. Pure functions; any thread.

#include "monitors/judgement/assessment.h"
#include "monitors/judgement/leak_verdict.h"
#include "monitors/judgement/subject.h"

#include <optional>

namespace plimsoll {

struct JudgedFloor {
  const Series& series;
  const FloorPoints& points;
  const Assessment& found;
  Verdict verdict;
  double alive;  // processes that the figures stand for
  const Subject& subject;
};

std::optional<Cause> find_cause(const JudgedFloor& judged);

}  // namespace plimsoll
