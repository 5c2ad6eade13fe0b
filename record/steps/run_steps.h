#pragma once

// What became of all requests, and of each by name, over a run, in steps of time: how many, how many failed, how many
// took how long. Bounded: a run that outgrows the steps has them joined two by two, which loses nothing but time.
// The warm-up is not in it. Values; one thread.

#include "core/snapshot.h"
#include "record/steps/packed_times.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plimsoll {

struct RequestStep {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;  // among them
  PackedTimes times;           // response times of those answered or timed out, joined as RequestSteps has it
};

// Step k is of the seconds from k * step_s to (k + 1) * step_s.
struct RequestSteps {
  static constexpr std::uint32_t kJoined = 8;  // buckets of a histogram to one: 6 % wide

  std::uint32_t step_s = 1;  // a power of two
  std::vector<RequestStep> steps;

  // Of the interval that has `middle_s` in it. At most `most` steps are kept.
  void add(double middle_s, const RequestStats& stats, std::size_t most);
  bool empty() const { return steps.empty(); }
};

struct RunSteps {
  static constexpr std::size_t kMost = 240;  // of all requests; of each of few
  static constexpr std::size_t kMostOfAllNames = 48'000;

  RequestSteps all;
  std::vector<RequestSteps> by_request;  // in the order of the names; empty where there is one: it is all

  void add(double middle_s, const Snapshot& interval, const RequestStats& total);
  static std::size_t most_of_each(std::size_t names);
};

}  // namespace plimsoll
