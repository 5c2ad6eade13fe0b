#pragma once

// The verdict on one series. A pure function; any thread.

#include "judgement/fitting/samples.h"
#include "judgement/subject.h"
#include "record/leak_verdict.h"

#include <optional>

namespace plimsoll {

struct SeriesQuestion {
  Samples samples;  // cleaned
  Lives lives = Lives::in_turn;
  double alive = 1;  // how many processes one life stands for: every figure of bytes is multiplied by it
  std::optional<double> limit_bytes = {};
  double horizon_s = 0;  // as JudgeOptions has it
  Subject subject = {};
};

// Without figures where the series is too short or has no floor to judge.
LeakVerdict judge_series(SeriesQuestion question);

// Growth from this memory to the limit; absent without a limit or without growth to speak of.
std::optional<double> seconds_to_limit(const LeakVerdict& verdict, double memory_bytes);

}  // namespace plimsoll
