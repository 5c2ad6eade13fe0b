#pragma once

// Whether somebody goes on whose process cannot be seen from here, or who may hang: by whether what they write from
// time to time changes, on a monotonic clock of our own. So no wall clock that is set, theirs or ours, makes anybody
// dead or immortal. A value; one thread.

#include "core/time.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace plimsoll {

class SignsOfLife {
 public:
  static constexpr Nanos kSilence = std::chrono::seconds(30);

  // `sign` is the last that `who` wrote. False once it has stayed the same for kSilence.
  bool is_heard(const std::string& who, std::int64_t sign, Instant now);

 private:
  struct Heard {
    std::int64_t sign = 0;
    Instant since{};  // it is this one
    Instant asked{};  // last: who is not asked about any more is forgotten
  };
  std::map<std::string, Heard> heard_;
};

}  // namespace plimsoll
