#pragma once

// Bodies that are made of what the service tells of its model: it is asked, once a model, when it is ready and before
// there is load. A bounded number of bodies, the same for the same seed. Blocks; the conductor's thread.

#include "core/error.h"
#include "engine/results/redaction.h"
#include "scenarios/scenario.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct PayloadWish {
  std::uint64_t seed = 0;
  Nanos within{0};                       // how long a service that does not answer yet is asked again; 0: once
  std::function<bool()> is_unwanted{};   // asked again and again, and heeded at once; empty: it stays wanted
  std::optional<Redaction> redaction{};  // told of each token that comes
};

// Whether it is asked at all.
bool needs_payloads(const Scenario& scenario);

// Puts the bodies into the requests of the scenario. Notes: what the service did not tell, so that it was guessed.
// Error: random values cannot be made of what it tells, or what the scenario sends does not fit the model.
Result<std::vector<std::string>> make_payloads(Scenario& scenario, const PayloadWish& wish);

}  // namespace plimsoll
