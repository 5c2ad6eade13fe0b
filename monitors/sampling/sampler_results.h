#pragma once

// What a sampler has seen of one watched thing, bounded in size. Plain values; any thread.

#include "core/time_series.h"
#include "monitors/process_sample.h"
#include "monitors/processes/process_summaries.h"
#include "monitors/sampling/memory_rows.h"

#include <string>
#include <vector>

namespace plimsoll {

struct SamplerEvent {
  double t_s = 0;
  ProcessEvent event;
};

struct SamplerResults {
  std::string name;
  std::string description;
  std::vector<int> pids;             // every pid that was seen, the root first; at most 1000
  std::vector<TimeSeries> series;    // those that have a value
  std::vector<SamplerEvent> events;  // at most 1000, the first ones; a last one tells how many were left out
  MemoryRows rows;
  std::vector<ProcessSummary> processes;  // in order of appearance; at most ProcessSummaries::kMost
};

}  // namespace plimsoll
