#pragma once

// What a check found wrong. A value.

#include "engine/exchange/request.h"

#include <string>

namespace plimsoll {

struct CheckFailure {
  FailureKind kind = FailureKind::none;  // status or check; none: all is well
  std::string message;                   // equal for equal failures: without what differs each time
  std::string detail;                    // what was found this time
};

}  // namespace plimsoll
