#pragma once

// A reader of one aspect of a watched thing: a seam, so that the sampler can be tested with scripted readings.
// Owned by a sampler; used on the sampler's thread only; may block for milliseconds.

#include "engine/core/time.h"
#include "monitors/process_sample.h"

#include <string>
#include <vector>

namespace plimsoll {

struct ProbeMoment {
  Instant now;
  double monitoring_share = 0;  // of a core, that all monitoring takes: a probe spares what is costly
};

struct ProbeReading {
  std::vector<ProcessSample> processes;  // each life that is there now, the root first
  std::vector<ProcessEvent> events;      // since the reading before
};

class Probe {
 public:
  virtual ~Probe() = default;
  virtual ProbeReading read(const ProbeMoment& moment) = 0;
  virtual std::string description() const = 0;  // "gunicorn 4711 + 2 workers"; up to date after each read
};

}  // namespace plimsoll
