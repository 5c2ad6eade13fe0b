#pragma once

// Which of the kernel's mechanisms moves the bytes of a run's connections: io_uring, or epoll. Chosen once, before the
// run, on any thread.

#include "core/error.h"
#include "scenarios/scenario.h"

#include <string>

namespace plimsoll {

enum class IoMode { automatic, uring, epoll };

struct IoChoice {
  bool uses_ring = false;
  std::string description;  // for the record: "io_uring", or "epoll" and why
};

// Error: the ring is asked for and cannot be had.
Result<IoChoice> choose_io(IoMode mode, const Scenario& scenario, unsigned threads);

// Why the kernel refuses a ring; empty: it does not.
std::string ring_refusal();

}  // namespace plimsoll
