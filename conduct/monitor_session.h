#pragma once

// Watches without load: finds what is named, samples it until its time is over or it is ended, and judges what there
// is. Owned by the `monitor` command; one thread, beside those of its samplers.

#include "conduct/interrupts.h"
#include "conduct/live_status.h"
#include "conduct/row_stream.h"
#include "conduct/watching/judged_monitor.h"
#include "core/error.h"
#include "monitors/sampling/sampler.h"
#include "record/run_record.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct MonitorPlan {
  std::vector<WatchSpec> watches;
  Nanos duration{};                          // 0: until it is ended
  std::optional<std::uint64_t> limit_bytes;  // absent: what each may take
  LeakRules leak;
  std::string command;  // as it was typed, for the record
};

class MonitorSession {
 public:
  // Finds each of them and takes the first samples. Error: one is not there, or its memory may not be read.
  static Result<MonitorSession> begin(MonitorPlan plan, std::vector<std::unique_ptr<RowStream>> streams);

  // `on_status` is called about once a second.
  void run(Interrupts& interrupts, const std::function<void(const LiveStatus&)>& on_status);

  const RunRecord& record() const noexcept { return record_; }
  std::vector<MonitorRecord> so_far() const { return monitors_so_far(samplers_); }
  // Exit 70: a sentence each, what could not be written.
  void conclude(const std::vector<std::string>& problems);

 private:
  explicit MonitorSession(MonitorPlan plan);
  LiveStatus status(bool stopping) const;
  bool is_over() const;
  void judge();

  MonitorPlan plan_;
  std::unique_ptr<std::vector<std::unique_ptr<RowStream>>> streams_;  // its address stays: the samplers refer to it
  Instant start_{};
  std::vector<std::unique_ptr<Sampler>> samplers_;
  std::vector<std::optional<std::uint64_t>> limits_;  // by sampler
  RunRecord record_;
  std::vector<std::string> problems_;
};

}  // namespace plimsoll
