#pragma once

// What the measurement's judgement needs to know besides the results of the load: the plan, the timeline, and what the
// conductor saw of the machine. Plain values, any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// A stretch of the measured part in which somebody waited and nobody got an answer.
struct Silence {
  double from_s = 0;  // from the start of the load
  double length_s = 0;
};

struct MeasurementFacts {
  bool open = false;  // some of the load has a rate
  bool closed = false;
  bool paced = false;      // users keep a plan of their own: what they are behind is in the response time
  bool steady = true;      // the plan holds one level
  bool keep_alive = true;  // asked for
  bool uses_ring = false;  // io_uring moves the bytes, else epoll
  bool paused = false;     // by somebody, for a while: then nobody waits and nobody sends
  bool over = false;       // the load has come to its end, which nobody made come sooner
  double warmup_s = 0;
  std::vector<TimelineRow> timeline;
  std::vector<Silence> silences;
  double generator_rss_bytes = 0;
  double clock_step_s = 0;
  double suspended_s = 0;
  std::vector<std::string> notes;  // reported besides, before those that the judgement makes
};

}  // namespace plimsoll
