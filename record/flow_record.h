#pragma once

// What became of the flows of one name: tasks of several requests that belong together. Bounded in size; parts that
// were counted apart are merged. A value, any thread.

#include "core/histogram.h"
#include "core/snapshot.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// Begun outside the warm-up.
struct FlowRecord {
  std::string name;
  std::vector<std::string> steps;  // the names of its requests, in order
  std::uint64_t begun = 0;
  std::uint64_t completed = 0;           // whatever failed on the way without ending it
  std::uint64_t unfinished = 0;          // under way as the load ended, or ended by a fault on purpose
  std::vector<std::uint64_t> failed_at;  // those that a step ended, by step; behind them those that no login let in
  Histogram duration;                    // of those completed: from due to the last answer, pauses included

  bool is_login = false;

  std::uint64_t failed() const;
  // Where most failed; empty: none did.
  std::string weakest_step() const;
  void merge(const FlowRecord& other);
};

// As the figures of a request, for metrics that read those: its duration for the response time, of that name, or of all
// but the login with an empty one.
RequestStats stats_of_flows(const std::vector<FlowRecord>& flows, const std::string& name);

// Of each name that either has.
void merge_flows(std::vector<FlowRecord>& into, const std::vector<FlowRecord>& from);

// A request by its name as tables show it: "flow / step" where it is one of several of a flow.
std::string shown_name(const std::vector<FlowRecord>& flows, const std::string& request);

// A request that was sent once, before the load or after it.
struct OnceRecord {
  std::string when;  // before_all, after_all
  std::string request;
  int status = 0;  // 0: none came
  double time_ms = 0;
  std::string failure;  // what was wrong; empty: nothing
};

}  // namespace plimsoll
