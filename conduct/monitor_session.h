#pragma once

// Watches without load: finds what is named, samples it until its time is over or it is ended, and judges what there
// is. Owned by the `monitor` command; one thread, beside those of its samplers.

#include "conduct/interrupts.h"
#include "conduct/keeping/output_folder.h"
#include "conduct/monitor_group.h"
#include "conduct/row_stream.h"
#include "conduct/so_far/live_status.h"
#include "conduct/so_far/run_so_far.h"
#include "conduct/watching/watching.h"
#include "core/error.h"
#include "core/waiting_clock.h"
#include "record/run_record.h"
#include "scenarios/monitoring.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// What a watch is made of: the real things, which a test replaces.
struct MonitorParts {
  std::function<Result<Watching>(const std::vector<WatchSpec>&)> find;
  WaitingClock* clock;  // outlives the session

  MonitorParts();
};

struct MonitorPlan {
  std::vector<WatchSpec> watches;
  Nanos duration{};                          // 0: until it is ended
  std::optional<std::uint64_t> limit_bytes;  // absent: what each may take
  LeakRules leak;
  std::string note;     // of a person, for the record
  std::string command;  // as it was typed, for the record
};

class MonitorSession {
 public:
  // Finds each of them and takes the first samples. Error: one is not there, or its memory may not be read.
  static Result<MonitorSession> begin(MonitorPlan plan, std::vector<std::unique_ptr<RowStream>> streams,
                                      MonitorParts parts = {});

  using OnStatus = std::function<void(const LiveStatus&)>;

  // To the end; how far it has come is written to `folder` meanwhile. `on_status` is called about once a second.
  void run(Interrupts& interrupts, const OutputFolder& folder, const OnStatus& on_status);

  const RunRecord& record() const noexcept { return record_; }
  // Exit 70: a sentence each, what could not be written.
  void conclude(const std::vector<std::string>& problems);

 private:
  MonitorSession(MonitorPlan plan, MonitorParts parts);
  void fold(bool stopping);
  bool is_over() const;
  void judge();

  MonitorPlan plan_;
  MonitorParts parts_;
  std::unique_ptr<std::vector<std::unique_ptr<RowStream>>> streams_;  // its address stays: the samplers refer to it
  Instant start_{};
  std::unique_ptr<MonitorGroup> monitors_;
  RunRecord record_;
  std::unique_ptr<RunSoFar> so_far_;
  std::vector<std::string> problems_;
};

}  // namespace plimsoll
