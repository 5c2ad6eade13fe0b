#pragma once

// What one request took until it had its answer, attempt by attempt: owned by who made them, looked at when the answer
// is recorded. One thread.

#include "core/tallies/attempt_tally.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct AttemptLog {
  struct Entry {
    AttemptCause cause = AttemptCause::first;
    int status = 0;             // 0: no answer came
    std::optional<Nanos> time;  // from sent to done; nothing: it was not sent
  };

  std::vector<Entry> attempts;
  std::string story;                  // of several, a line each: for an example
  std::uint32_t refused_cookies = 0;  // of all answers
  Nanos paused{0};                    // between attempts

  void clear() noexcept {
    attempts.clear();
    story.clear();
    refused_cookies = 0;
    paused = Nanos(0);
  }
};

}  // namespace plimsoll
