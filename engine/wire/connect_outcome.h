#pragma once

// What opening a connection came to: how long it took, or why it failed. A value; one thread.

#include "core/tallies/failure_tally.h"
#include "core/time.h"

#include <string>

namespace plimsoll {

struct ConnectOutcome {
  FailureKind failure = FailureKind::none;
  std::string message;      // of the failure; equal for equal ones, so that they count together
  bool aborted = false;     // its owner ended it: neither open nor failed
  Nanos connect_time{0};    // zero: it came to no connection
  Nanos handshake_time{0};  // of TLS
  Nanos resolve_time{0};    // of the name service's answer, where it was waited for
  bool resent = false;      // the connection's first segment was sent again
  bool resumed = false;     // the handshake was shortened by an earlier one

  bool is_open() const noexcept { return failure == FailureKind::none && !aborted; }
};

}  // namespace plimsoll
