#pragma once

// What a share of a request's attempts do wrong on purpose. A value; any thread.

#include "core/tallies/fault_tally.h"
#include "core/time.h"

#include <cstdint>

namespace plimsoll {

struct Fault {
  FaultKind kind = FaultKind::malformed;
  Nanos abort_after{0};                  // from the first byte sent
  std::uint64_t abort_after_tokens = 0;  // of a stream
  std::uint64_t bytes_per_second = 0;    // of slow_send and slow_read
  double share = 1;                      // of the attempts, above 0
};

}  // namespace plimsoll
