#pragma once

// What the load of a run came to, as those who drove it counted it: one shard, the shards of an engine, several
// engines. Bounded in size; parts that were counted apart are merged. A value, any thread.

#include "core/histogram.h"
#include "core/snapshot.h"
#include "record/answers/check_count.h"
#include "record/failures.h"
#include "record/flow_record.h"
#include "record/run_record.h"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// One of the random arrivals that really started, at one end of a gap.
struct ArrivalStart {
  std::size_t load = 0;                                   // which of the scenario's loads
  std::uint64_t number = 0;                               // of the arrival, over all shards
  double planned = 0;                                     // arrivals that the plan expects until it started
  double shape = 1;                                       // of the planned gamma law of gaps; 1: exponential
  double least = 0;                                       // the shortest gap behind it that is judged, planned arrivals
  auto operator<=>(const ArrivalStart&) const = default;  // NOLINT(modernize-use-nullptr): it reads <=> as a 0
};

// Between two neighbours, in planned arrivals.
struct ArrivalGap {
  double length = 0;  // from `least`
  double shape = 1;
  double least = 0;
};

// Of open loads, warm-up included.
struct OpenArrivals {
  static constexpr std::size_t kMostGaps = 1000;  // of each load
  static constexpr std::size_t kMostStarts = 2 * kMostGaps;

  std::uint64_t planned = 0;             // arrivals that were due
  std::uint64_t never_started = 0;       // among them: the end came while the generator was behind; counted as dropped
  std::uint64_t dropped_while_late = 0;  // dropped when the generator itself was late
  std::vector<ArrivalStart> starts;      // of random plans, in order

  void merge(const OpenArrivals& other);
  // Between neighbours that both were kept: of the gamma law of their shape and mean 1, whatever the ramp, as far as it
  // is beyond `least`.
  std::vector<ArrivalGap> gaps() const;
};

struct LoadResults {
  Snapshot totals{0};
  std::vector<FailureRecord> failures;
  std::vector<OddAnswer> odd_answers;  // at most one a request
  std::vector<FlowRecord> flows;
  std::vector<CheckCount> check_counts;
  EndedBy ended_by = EndedBy::duration;
  double duration_s = 0;  // from the first due instant to the end of the load (graceful stop apart)
  OpenArrivals arrivals;
  std::vector<double> cpu_seconds;    // of each thread
  Histogram loop_lag;                 // how much later than asked the threads' loops woke
  Histogram lateness;                 // start - due, outside the warm-up
  double waited_seconds = 0;          // pauses of all users, outside the warm-up
  bool ever_connected = false;        // at least one connection was opened, by any request
  std::string first_connect_failure;  // message; said where nothing ever connected
  std::string fault;                  // a bug of ours ended a part of it; empty: none
  std::string data_fault;             // a row or log that could not be read on ended it; empty: none

  void merge(const LoadResults& other);
};

}  // namespace plimsoll
