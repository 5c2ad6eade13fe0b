#pragma once

// Ready means ready to predict: a request of the scenario is sent, alone and in no figure of the load, until its answer
// is as it expects. Blocks; the conductor's thread.

#include "core/error.h"
#include "engine/once_run.h"
#include "scenarios/scenario.h"

#include <functional>
#include <optional>
#include <string>

namespace plimsoll {

struct PredictionWait {
  std::string request;                                  // by its name
  Nanos within{0};                                      // the target counts as unavailable after this
  std::function<std::optional<std::string>()> death{};  // how the target ended, once it has; empty: nobody knows
};

// Error: it was not answered well in time, with what was wrong last; the target ended; or interrupted.
Result<> wait_for_prediction(const Scenario& scenario, const PredictionWait& wait, const OnceInputs& inputs);

}  // namespace plimsoll
