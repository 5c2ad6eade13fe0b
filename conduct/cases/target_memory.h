#pragma once

// The memory of the target, read now and then between requests, without a sampler. One thread.

#include "conduct/watching/watching.h"
#include "core/error.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

class TargetMemory {
 public:
  // What the scenario watches, or what is found by itself; nothing where that is of no process.
  static TargetMemory of(const Scenario& scenario);

  // Anonymous memory of all its processes together, swapped included; nothing: it cannot be read.
  std::optional<std::uint64_t> bytes();

 private:
  std::vector<Watched> watched_;
};

}  // namespace plimsoll
