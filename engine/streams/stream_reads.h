#pragma once

// What is counted of streams while they come, whole or not: the time between two events with a fragment, and how the
// instants of reads were had. Of a request's name; one thread.

#include "core/histogram.h"
#include "core/time.h"

#include <cstdint>

namespace plimsoll {

struct StreamReads {
  Histogram gaps;
  Histogram delays;  // from when the kernel had the bytes until they were read; where it tells
  // Reads of which it is not known when their bytes came: it did not tell, or it told of the last of several events
  // only, and they had waited for longer than kLongestGuess.
  std::uint64_t unstamped = 0;

  static constexpr Nanos kLongestGuess = std::chrono::milliseconds(2);

  bool empty() const { return gaps.empty() && delays.empty() && unstamped == 0; }
  void clear() {
    gaps.clear();
    delays.clear();
    unstamped = 0;
  }
};

}  // namespace plimsoll
