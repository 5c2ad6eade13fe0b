#pragma once

// What answers that come as streams came to over a run, all requests together, in steps of time: how many were open,
// when their first tokens came, how many tokens and events. Bounded: a run that outgrows the steps has them joined two
// by two, which loses nothing but time. The warm-up is not in it. Values; one thread.

#include "core/snapshot.h"
#include "record/steps/packed_times.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

// Whose distribution each step has.
inline constexpr std::array kStepTimes = {
    StreamTime::first_token,    StreamTime::first_token_service, StreamTime::gap, StreamTime::token_by_usage_of_each,
    StreamTime::token_by_usage, StreamTime::token_by_event};

struct StreamStep {
  double length_s = 0;         // of it that was load behind the warm-up; 0: nothing was
  double users = 0;            // active, on average
  double open = 0;             // requests for streams in flight, on average
  std::uint64_t arrivals = 0;  // requests for streams that began, or were due and never sent
  std::uint64_t requests = 0;  // that ended, good and failed
  std::uint64_t failures = 0;  // among them
  std::uint64_t streams = 0;   // good ones
  std::uint64_t limited = 0;   // of those that ended: have an `slo`
  std::uint64_t held = 0;      // of these: good, and met every limit of it
  std::uint64_t tokens = 0;    // of those that ended, where the server counts
  std::uint64_t gaps = 0;      // between events with a fragment, when they came: all such events but first ones
  std::array<PackedTimes, kStepTimes.size()> times;  // joined as StreamSteps has it

  CoarseTimes of(StreamTime time) const;  // one of kStepTimes
};

// One interval of a run, its requests for streams alone.
struct StreamSecond {
  double t_s = 0;
  double length_s = 1;
  double users = 0;
  double open = 0;  // at its end
  std::uint64_t arrivals = 0;
  const RequestStats& stats;
};

// Step k is of the seconds from k * step_s to (k + 1) * step_s.
struct StreamSteps {
  static constexpr std::size_t kMost = 240;      // as of requests
  static constexpr std::size_t kMostRead = 600;  // earlier programs kept so many
  static constexpr std::uint32_t kJoined = 8;    // buckets of a histogram to one: 6 % wide

  std::uint32_t step_s = 1;  // a power of two
  std::vector<StreamStep> steps;

  void add(const StreamSecond& second, std::size_t most = kMost);
  bool empty() const { return steps.empty(); }

  // Of the times of a token the one that most streams have. Nothing of none.
  std::optional<StreamTime> token_time() const;
};

}  // namespace plimsoll
