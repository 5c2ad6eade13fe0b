#pragma once

// What the verdict was reached from, for those who look for its cause. Refers to values of one judgement; any thread.

#include "judgement/assessment.h"
#include "judgement/subject.h"
#include "record/leak_verdict.h"

namespace plimsoll {

struct JudgedFloor {
  const Series& series;
  const FloorPoints& points;
  const Assessment& found;
  Verdict verdict;
  double alive;  // processes that the figures stand for
  const Subject& subject;
};

}  // namespace plimsoll
