#pragma once

// What the measurement's judgement is made from. Filled by the conductor; plain values, any thread.

#include "core/histogram.h"
#include "core/snapshot.h"
#include "record/run_record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// What the judgement is made from: of the whole run, the warm-up apart where a figure's own type keeps it apart.
struct MeasurementFacts {
  bool open = false;  // some of the load has a rate
  bool closed = false;
  bool paced = false;      // users keep a plan of their own: what they are behind is in the response time
  bool steady = true;      // the plan holds one level
  bool keep_alive = true;  // asked for
  double duration_s = 0;
  double warmup_s = 0;

  std::uint64_t planned = 0;  // this and the following three: of open loads, warm-up included
  std::uint64_t dropped = 0;
  std::uint64_t never_started = 0;  // among the dropped
  std::uint64_t dropped_while_late = 0;
  std::vector<double> gaps;  // of Poisson arrivals, in planned arrivals

  RequestStats total;
  WarmupStats warmup;
  std::uint64_t connections_opened = 0;
  Histogram lateness;
  double waited_seconds = 0;
  std::vector<TimelineRow> timeline;

  std::vector<double> cpu_seconds;  // of each thread
  Histogram loop_lag;
  double generator_rss_bytes = 0;
  std::uint64_t local_failures = 0;
  std::string local_message;
  double clock_step_s = 0;
  double suspended_s = 0;
  std::vector<std::string> notes;  // told besides, before those that the judgement makes
};

}  // namespace plimsoll
