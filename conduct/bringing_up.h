#pragma once

// From a started target to one that there may be load on: it answers, it tells what bodies are made of, it predicts.
// Blocks; the conductor's thread.

#include "conduct/target/managed_target.h"
#include "core/error.h"
#include "engine/results/redaction.h"
#include "scenarios/scenario.h"
#include "scenarios/templates/template_rendering.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace plimsoll {

struct BringingUp {
  Scenario& scenario;
  ManagedTargetProcess* managed = nullptr;  // null: somebody else started it
  std::uint64_t seed = 0;
  const Redaction& redaction;
  std::function<bool()> is_unwanted;  // asked again and again
};

// It answers, and the scenario's requests have their bodies. Notes: what the service did not tell. Error: unavailable,
// or invalid: what the scenario sends does not fit the model.
Result<std::vector<std::string>> bring_up_target(const BringingUp& target);

// With what was captured for the load. Nothing is sent where `ready` names no request, or we did not start it.
Result<> await_prediction(const BringingUp& target, const std::vector<CapturedValue>& captured);

}  // namespace plimsoll
