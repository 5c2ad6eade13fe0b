#pragma once

// What an inconclusive verdict lacks, and how long a run would tell. Pure functions; any thread.

#include "monitors/judgement/assessment.h"
#include "monitors/judgement/leak_verdict.h"

#include <cstddef>
#include <optional>

namespace plimsoll {

struct Advice {
  Inconclusive why = Inconclusive::none;
  std::optional<double> duration_s;  // to run; absent where no longer run would help
  std::size_t falls = 0;             // or teeth, where they are too few
};

// Where no cut left a floor to judge.
Advice advise_without_floor(const Series& series);

Advice advise(const Series& series, const FloorPoints& points, const Assessment& assessment, Verdict verdict);

}  // namespace plimsoll
