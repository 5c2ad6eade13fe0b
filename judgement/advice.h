#pragma once

// What an inconclusive verdict lacks, and how long a run would decide it. Pure functions; any thread.

#include "judgement/assessment.h"
#include "record/leak_verdict.h"

#include <cstddef>
#include <optional>

namespace plimsoll {

inline constexpr std::size_t kLeastSamples = 30;
inline constexpr double kLeastSeconds = 60;

struct Advice {
  Inconclusive why = Inconclusive::none;
  std::optional<double> duration_s;  // to run; absent where no longer run would help
  std::size_t falls = 0;             // or teeth, where they are too few
};

// What it takes at this pace of samples to be judged at all.
double advise_too_short(std::size_t samples, double duration_s);

// Where no cut left a floor to judge.
Advice advise_without_floor(const Series& series, const FloorPoints& points);  // the points of the whole of it

Advice advise(const Series& series, const FloorPoints& points, const Assessment& assessment, Verdict verdict);

}  // namespace plimsoll
