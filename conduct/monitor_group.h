#pragma once

// All that one run watches, or one `monitor`: a sampler each, begun together, ended together, judged in the same way.
// Owned by whoever drives the run; its thread, beside those of the samplers.

#include "conduct/so_far/live_status.h"
#include "conduct/so_far/run_news.h"
#include "conduct/watching/judged_monitor.h"
#include "conduct/watching/watching.h"
#include "core/waiting_clock.h"
#include "monitors/sampling/sampler.h"
#include "record/run_record.h"
#include "scenarios/monitoring.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct MonitorGroupPlan {
  Nanos duration{};                          // 0: nobody knows
  Nanos warmup{};                            // rows before its end are marked
  std::optional<std::uint64_t> limit_bytes;  // absent: what each may take
  LeakRules leak;
  WaitingClock* clock = &machine_clock();
  std::function<LoadReading()> load;  // any thread; may be empty
  // Each sample's rows of the monitor of that name, on its sampler's thread; may be empty.
  std::function<void(const std::string& name, const std::vector<MemoryRow>& rows,
                     const std::vector<SeriesLabel>& judged_beside)>
      on_sample;
};

class MonitorGroup {
 public:
  MonitorGroup(MonitorGroupPlan plan, std::vector<Watched> watched);

  bool empty() const noexcept { return members_.empty(); }
  void start();                // takes the first samples before it returns
  void begin(Instant origin);  // t_s counts from here; the others follow
  void end();                  // takes the last ones, all at once, and waits for them

  std::vector<LiveMemory> status() const;
  // The first whose processes are there and whose memory may not be read: what it is.
  std::optional<std::string> unreadable() const;
  bool all_gone() const;
  // Since it was asked before.
  std::vector<EventNews> new_events();

  // Not judged, and of very many rows a choice.
  std::vector<MonitorRecord> so_far() const;
  // Of each the verdict on its memory from an instant until now.
  std::vector<LeakVerdict> verdicts_so_far(const std::vector<std::string>& request_names, double from_s) const;
  // After the end, once: monitors, leaks and notes.
  void judge(const JudgedLoad& load, RunRecord& into);
  // The same as far as it has come; any thread.
  void judge_so_far(const JudgedLoad& load, RunRecord& into) const;

 private:
  struct Member {
    std::unique_ptr<Sampler> sampler;
    std::optional<std::uint64_t> limit_bytes;
    std::string name;
    std::size_t events_reported = 0;
  };
  void judge(const Member& member, Sampler::Results results, const JudgedLoad& load, RunRecord& into) const;
  void finish_judgement(RunRecord& into) const;

  MonitorGroupPlan plan_;
  std::vector<Member> members_;
};

}  // namespace plimsoll
