#pragma once

// How long a load lasts: a duration, or until memory is judged. No state; any thread.

#include "core/error.h"
#include "core/time.h"

#include <string_view>

namespace plimsoll {

struct RunLength {
  Nanos most{0};
  bool until_verdict = false;
};

constexpr Nanos kUsualMost = std::chrono::hours(1);  // of a run until the verdict

// "10m", "until_verdict", "until_verdict, at most 2h".
Result<RunLength> parse_run_length(std::string_view text);

}  // namespace plimsoll
