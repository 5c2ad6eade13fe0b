#pragma once

// What a scenario sends once before its load and once after it (before_all, after_all), outside every figure of the
// load, and what was captured for the load. Owned by the conductor; blocks on its thread.

#include "core/error.h"
#include "engine/once_run.h"
#include "engine/requests/captured_value.h"
#include "engine/results/redaction.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace plimsoll {

class AroundLoad {
 public:
  using IsStopped = std::function<bool()>;  // asked again and again

  // The scenario outlives it. `redaction` is told of each token that comes.
  AroundLoad(const Scenario& scenario, Redaction redaction) : scenario_(scenario), redaction_(std::move(redaction)) {}

  // Empty where there is nothing to send. Error: what the target needs cannot be had.
  Result<OnceOutcome> send_before(std::uint64_t seed, IsStopped is_stopped);
  Result<OnceOutcome> send_after(std::uint64_t seed, IsStopped is_stopped);

  // By slot; empty until it was sent.
  const std::vector<CapturedValue>& captured() const noexcept { return captured_; }

 private:
  const Scenario& scenario_;
  Redaction redaction_;
  std::vector<CapturedValue> captured_;
};

}  // namespace plimsoll
