#pragma once

// What ends a run at once, so that a target that others need is not kept under a load that it does not bear. A value;
// any thread.

#include "core/time.h"
#include "scenarios/url.h"

#include <cstdint>
#include <optional>

namespace plimsoll {

struct Guard {
  std::optional<double> failed_requests;  // more than this share of those of the last `over`
  Nanos over = std::chrono::seconds(30);
  std::optional<std::uint64_t> memory_bytes;  // a watched thing takes more
  std::optional<Url> url;                     // a GET of it gives no 2xx or 3xx
  Nanos every = std::chrono::seconds(5);      // it is asked
};

}  // namespace plimsoll
