#pragma once

// A reader of one aspect of a watched thing: a seam, so that the sampler can be tested with scripted readings.
// Owned by a sampler; used on the sampler's thread only; may block for milliseconds.

#include "core/time.h"
#include "monitors/process_sample.h"
#include "record/mapping_growth.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ProbeMoment {
  Instant now;
  double monitoring_share = 0;  // of a core, that all monitoring takes: a probe spares what is costly
  Nanos period{};               // until the next reading is due
  // What the probes before this one found at this moment, for one that looks at the same processes from another side.
  const std::vector<ProcessSample>* processes = nullptr;
  double t_s = 0;          // since time began to count
  bool warmed_up = false;  // what is read now is judged
  bool is_last = false;    // no reading comes after it
};

// A figure of the watched thing as a whole, which no process of it has alone.
struct ProbeValue {
  std::string name;  // of its series: "cgroup_bytes"
  std::string unit;  // "bytes", "cores", "" for a count
  double value = 0;
  bool judged = false;  // for a leak, as a series of its own
};

// Of a series in record/series.h, with its unit; judged where the list says that it is.
ProbeValue probe_value(const std::string& series, double value);

// A figure of a process that a probe before this one found.
struct ProcessValue {
  int pid = 0;
  std::optional<std::uint64_t> ProcessSample::*figure = nullptr;
  std::uint64_t value = 0;
};

struct ProbeReading {
  std::vector<ProcessSample> processes;  // each life that is there now, the root first
  std::vector<ProcessEvent> events;      // since the reading before
  std::vector<ProbeValue> values{};      // a name once
  std::vector<ProcessValue> of_processes{};
  std::optional<Instant> taken{};           // absent: at the moment that was asked for
  bool unknown = false;                     // of this moment nothing is known: not due yet, or a gap; nobody has gone
  std::optional<MappingRecord> mappings{};  // as they stand now, where they were read again
};

class Probe {
 public:
  virtual ~Probe() = default;
  virtual ProbeReading read(const ProbeMoment& moment) = 0;
  virtual std::string description() const = 0;  // "gunicorn 4711 + 2 workers"; up to date after each read
};

}  // namespace plimsoll
