#pragma once

// A run as far as it has come: the one fold of its seconds. Live view, checkpoint, the rules that end a run early, the
// controls and the final record are made from it. Bounded in size. Written by the thread that drives the run, read from
// any.

#include "conduct/so_far/clock_watch.h"
#include "conduct/so_far/live_status.h"
#include "conduct/so_far/run_history.h"
#include "conduct/so_far/silence_watch.h"
#include "conduct/so_far/version_figures.h"
#include "core/snapshot.h"
#include "engine/running_load.h"
#include "record/load_results.h"
#include "record/run_record.h"
#include "record/steps/run_steps.h"
#include "record/steps/stream_steps.h"
#include "record/timeline.h"
#include "reports/verdict/measurement_facts.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

// Where the run is in its plan, as people see it.
struct RunPhase {
  double planned_s = 0;  // 0: nobody knows
  bool stopping = false;
  bool cooling_down = false;   // nothing is sent any more
  bool until_verdict = false;  // `planned_s` is the most
  std::string outlook;         // of a run until its verdict

  // The same after the load, until then.
  RunPhase cooling_until(double end_s) const { return {end_s, stopping, true, false, {}}; }
};

class RunSoFar {
 public:
  // `begun`: what is known before; `plan`: what the measurement is judged by besides.
  RunSoFar(RunRecord begun, MeasurementFacts plan);

  void begin(const ClockReading& clocks);  // as the load begins
  void add(const Interval& second, const ClockReading& clocks);
  void add_watched(double elapsed_s);  // where nothing but memory is watched
  void set_phase(RunPhase phase);
  void set_memory(std::vector<LiveMemory> memory);
  void add_notes(const std::vector<std::string>& notes);
  void set_watch_notes(std::vector<std::string> notes);
  void set_once(std::vector<OnceRecord> answers);  // to what was sent before the load
  // Of the load, by somebody who steers it: "50 users". Told as a note; of very many the first.
  void add_change(std::string_view what);
  void add_pause();

  // What only the threads of the load and of the monitors know: brought up to date now and then, for it is copied.
  void set_counted(LoadResults counted);
  void set_monitors(std::vector<MonitorRecord> monitors);
  // What the target said of its version until now, before the second that is added next: as VersionFigures has it.
  void set_segments(std::vector<TargetSegment> segments, std::optional<double> next_from_s = {});
  void set_target_log(std::vector<std::string> lines);
  void set_probes(std::optional<ProbeRecord> probes);  // as far as they have come
  void set_probe_counts(const ProbeCounts& counts);    // the same for the live view, each second
  // The load is over: all that was counted, and the totals of what no interval had.
  void finish(LoadResults results);

  // To those who follow: the second that was added last, with the memory; an event; the end.
  void publish_second();
  void publish_event(const std::string& monitor, const MonitorEvent& event);
  void publish_end(const RunVerdict& verdict);
  void set_listener(std::function<void()> listener) { history_.set_listener(std::move(listener)); }

  LiveStatus live() const;
  // Nothing of it is judged but the measurement.
  RunRecord record() const;
  const RunHistory& history() const noexcept { return history_; }
  double elapsed_s() const;
  std::vector<TargetSegment> segments() const;  // with what the load came to in each
  TimelineRow last_second() const;
  bool is_finished() const;  // the load is over
  // Connections were tried, and not one was ever opened.
  bool never_connected() const;

 private:
  struct Second {
    Histogram times;
    std::uint64_t requests = 0;
    double length_s = 0;
    std::optional<Histogram> first_tokens{};
    std::uint64_t tokens = 0, gaps = 0;
    std::vector<QualityStep> quality{};  // by labelled request
  };
  void fold_live(const Interval& second, const RequestStats& total);
  void fold_streams(const Interval& second);
  void fold_quality(const Interval& second);
  std::vector<LiveQuality> live_quality() const;
  const RequestStats* stats_so_far(const std::string& request) const;
  MeasurementFacts measurement_facts() const;

  const RunRecord begun_;
  const MeasurementFacts plan_;
  RunHistory history_;

  mutable std::mutex mutex_;  // guards what follows
  LoadResults load_;          // its totals are of the seconds so far
  bool finished_ = false;
  Timeline timeline_;
  RunSteps steps_;
  std::vector<LabelledRequest> labelled_;
  StreamSteps stream_steps_;
  std::uint64_t open_streams_ = 0;
  ClockWatch clocks_;
  SilenceWatch silences_;
  std::vector<std::string> notes_;
  std::vector<std::string> watch_notes_;
  std::vector<OnceRecord> once_;
  std::vector<std::string> changes_;  // with their instants
  bool paused_ = false;
  std::vector<MonitorRecord> monitors_;
  VersionFigures versions_;
  bool is_told_versions_ = false;
  std::vector<std::string> target_log_;
  std::optional<ProbeRecord> probes_;
  std::deque<Second> last_;  // at most 10
  LiveStatus live_;
  TimelineRow second_;  // the last one
};

}  // namespace plimsoll
