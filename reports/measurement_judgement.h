#pragma once

// The run judges itself: whether its figures are the target's or our own doing. A slow target never makes a run
// invalid, only a generator that could not keep up does. A pure function; any thread.

#include "engine/core/histogram.h"
#include "engine/core/snapshot.h"
#include "reports/measurement.h"
#include "reports/run_record.h"

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

// Every reason and note says what to change.
Measurement judge_measurement(const MeasurementFacts& facts);

}  // namespace plimsoll
