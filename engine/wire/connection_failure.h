#pragma once

// Which kind of failure an error of the operating system is, in words that say what to do. Pure functions; equal
// errors give equal messages, so that they count together.

#include "core/tallies/failure_tally.h"

#include <string>

namespace plimsoll {

struct ConnectionFailure {
  FailureKind kind = FailureKind::none;
  std::string message;
};

// `error` is an errno of socket() or connect(); `place` is host:port, or a path.
ConnectionFailure connect_failure(int error, const std::string& place);

}  // namespace plimsoll
