#pragma once

// Failures counted by request, kind and message, with a bounded number of examples each: at most 200 different ones, 5
// examples a failure; what does not fit is counted under an overflow message. Owned by a recorder; one thread.
// Mergeable.

#include "engine/request.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct FailureSample {
  Instant at{};
  std::string request_excerpt;   // request line, headers (secrets redacted), at most 1 KiB of the body
  std::string response_excerpt;  // status line, headers, at most 2 KiB of the body
};

struct FailureCount {
  std::size_t name_index = 0;
  FailureKind kind = FailureKind::none;
  std::string message;
  bool warmup = false;
  std::uint64_t count = 0;
  std::vector<FailureSample> samples;
};

}  // namespace plimsoll
