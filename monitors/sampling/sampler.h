#pragma once

// Reads one watched thing on a period, on a thread of its own, into bounded series, and keeps the rows that the leak
// verdict is made from. Made and stopped by the conductor; results are read after stop, the live view at any time.

#include "core/snapshot.h"
#include "core/time.h"
#include "core/waiting_clock.h"
#include "monitors/probe.h"
#include "monitors/sampling/monitoring_cost.h"
#include "record/monitor_record.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// For the live block: cheap, a copy.
struct SamplerStatus {
  std::string description;
  std::optional<double> memory_bytes;  // anon, else RSS, of the tree
  std::vector<double> recent;          // the last readings of it, oldest first, at most 32
  bool gone = false;                   // nothing watched is alive
  bool unreadable = false;             // its processes are there, and what memory they hold may not be read
  bool without_memory = false;         // it has none to tell
};

struct SamplerPlan {
  std::string name;                   // "port:5000"
  Nanos duration{};                   // planned, decides the period (sampling_schedule.h); 0 if nobody knows
  Nanos warmup{};                     // rows before its end are marked
  std::function<LoadReading()> load;  // cumulative counts now; thread-safe; may be empty
  std::function<void(const std::vector<MemoryRow>& rows, const std::vector<SeriesLabel>& judged_beside)>
      on_sample;                           // each sample's rows, none left out, on the sampler's thread; may be empty
  WaitingClock* clock = &machine_clock();  // outlives the sampler
  std::shared_ptr<MonitoringCost> cost;    // one for all samplers of a run; empty: its own
};

class Sampler {
 public:
  using Results = MonitorRecord;

  Sampler(SamplerPlan plan, std::unique_ptr<Probe> probe);
  ~Sampler();  // stops
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  void start();                // takes the first sample before it returns; that one is at t_s 0
  void begin(Instant origin);  // t_s counts from here; the others follow
  void end();                  // the last sample is taken now, without waiting for it
  void stop();                 // the same, and waits; idempotent
  SamplerStatus status() const;
  std::vector<MonitorEvent> events_after(std::size_t count) const;  // but for the first so many
  Results results_so_far() const;                                   // a copy, at any time before the results are taken
  Results take_results();                                           // after stop, once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
