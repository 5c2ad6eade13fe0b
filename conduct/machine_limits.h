#pragma once

// What this machine lets a load have: threads, file descriptors, ports. Asked before the run. No state; any thread.

#include "core/error.h"
#include "scenarios/scenario.h"

#include <cstdint>

namespace plimsoll {

struct MachineLimits {
  std::uint64_t descriptors = 0;  // that this process may have open
  std::uint64_t ports = 0;        // that connections from one address to the target may take
  unsigned cores = 1;
};

// Raises the limit on descriptors as far as it may be.
MachineLimits machine_limits();

// One thread carries thousands of requests a second, so that a small load needs no more; a target on this machine is
// left half of the cores, at least one.
unsigned default_threads(const Scenario& scenario, unsigned cores);

// Sets what in-flight caps were left open. Error: more users, or a higher cap, than the machine has room for, or a
// source address that is not its own; it names the limit and the way out.
Result<void> fit_to_machine(Scenario& scenario, const MachineLimits& limits);

}  // namespace plimsoll
