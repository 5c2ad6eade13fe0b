#pragma once

// Reads one watched thing on a period, on a thread of its own, into bounded series, and keeps the rows that the leak
// verdict is made from. Made and stopped by the conductor; results are read after stop, the live view at any time.

#include "engine/core/error.h"
#include "engine/core/snapshot.h"
#include "engine/core/time.h"
#include "engine/core/time_series.h"
#include "monitors/memory_rows.h"
#include "monitors/probe.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

struct SamplerEvent {
  double t_s = 0;
  ProcessEvent event;
};

// For the live block: cheap, a copy.
struct SamplerStatus {
  std::string description;
  std::optional<double> memory_bytes;  // anon, else RSS, of the tree
  std::vector<double> recent;          // the last readings of it, oldest first, at most 32
  bool gone = false;                   // nothing watched is alive
};

struct SamplerPlan {
  std::string name;         // "port:5000"
  Instant start;            // t_s counts from here
  Nanos duration;           // planned, decides the period: 2 Hz up to 10 min, then 1 Hz, slower for long ones
  Nanos warmup;             // rows before its end are marked
  std::function<LoadReading()> load;  // cumulative counts now; thread-safe
};

Nanos sampling_period(Nanos duration);

class Sampler {
 public:
  Sampler(SamplerPlan plan, std::unique_ptr<Probe> probe);
  ~Sampler();  // stops

  void start();      // takes the first sample before it returns
  void stop();       // takes the last sample before it returns; idempotent
  SamplerStatus status() const;

  // After stop.
  struct Results {
    std::string name;
    std::string description;
    std::vector<int> pids;  // every pid that was seen, root first
    std::vector<TimeSeries> series;
    std::vector<SamplerEvent> events;  // at most 1000, the first ones; a last one tells how many were left out
    MemoryRows rows;
  };
  Results take_results();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
