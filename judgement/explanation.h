#pragma once

// The sentence that people read. Pure functions; any thread.

#include "judgement/advice.h"
#include "judgement/assessment.h"
#include "judgement/attribution.h"
#include "judgement/rising_troughs.h"
#include "judgement/subject.h"
#include "record/leak_verdict.h"

#include <cstddef>
#include <string>
#include <vector>

namespace plimsoll {

// "90 s", "20 min", "4.0 h", "8.4 days".
std::string span_of_time(double seconds);

struct ExplainedVerdict {
  const LeakVerdict& verdict;  // complete but for the sentence
  const Assessment& assessment;
  const FloorPoints& points;
  const Advice& advice;
  const std::vector<TypeCost>& types;
  double alive;  // processes that the figures stand for
  const Subject& subject;
  double matters_within_s;  // the horizon
};

std::string explain(const ExplainedVerdict& explained);

// Of a floor that rose at each of a few collections.
std::string explain_rising(const LeakVerdict& verdict, const RisingTroughs& rising, double alive,
                           const Subject& subject);

// Of growth that is no more than what was allowed, as it was written.
std::string explain_allowed(const LeakVerdict& verdict, const std::string& allowed, const Subject& subject);

std::string explain_too_short(const Samples& samples, const Subject& subject);

// Of what moves less than what is harmless, though it has no floor to judge.
std::string explain_still(double within_bytes, double duration_s, const Subject& subject);

std::string explain_without_floor(const Advice& advice, const Subject& subject);

}  // namespace plimsoll
