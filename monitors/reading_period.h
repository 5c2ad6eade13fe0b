#pragma once

// When something costly is read: on a period of its own, which grows while monitoring costs too much. Owned by a probe;
// its thread. Pure.

#include "monitors/probe.h"

#include <string_view>

namespace plimsoll {

class ReadingPeriod {
 public:
  explicit ReadingPeriod(Nanos shortest = std::chrono::seconds(5), Nanos longest = std::chrono::minutes(5))
      : shortest_(shortest), longest_(longest), period_(shortest) {}

  bool due(Instant now) const;
  // It was read now, and is not again before `rest`. True once: when the period grew for the first time.
  bool taken(const ProbeMoment& moment, Nanos rest = {});
  Nanos period() const noexcept { return period_; }

 private:
  Nanos shortest_, longest_, period_;
  Instant next_, changed_;
  bool reported_ = false;
};

// What is reported then; `what`: "PSS and USS are".
ProcessEvent backed_off(const ProbeMoment& moment, std::string_view what);

}  // namespace plimsoll
