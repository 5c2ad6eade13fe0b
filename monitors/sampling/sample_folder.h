#pragma once

// Folds readings of a watched thing into what a run keeps of them: sums over its process tree and the figures of the
// whole as bounded series, the rows of the leak verdict, the events. A sum that lacks the value of one process would
// lie, and is left out. Owned by a sampler, which guards it; knows no clock and no thread.

#include "core/snapshot.h"
#include "core/time_series.h"
#include "monitors/probe.h"
#include "monitors/processes/process_summaries.h"
#include "monitors/sampling/memory_rows.h"
#include "record/monitor_record.h"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace plimsoll {

class SampleFolder {
 public:
  // Rows before the end of the warm-up are marked.
  explicit SampleFolder(double warmup_s);

  struct Moment {
    double t_s = 0;
    LoadReading load{};
    std::optional<double> monitoring_share{};
    std::optional<double> reading_seconds{};
  };
  // In order of time; an instant that was already there is moved a millisecond on.
  void feed(Moment moment, const ProbeReading& reading);

  const std::optional<double>& memory_bytes() const noexcept { return memory_bytes_; }
  std::vector<double> recent() const { return {recent_.begin(), recent_.end()}; }
  bool gone() const noexcept { return gone_; }
  bool unreadable() const noexcept { return unreadable_; }
  bool without_memory() const;  // a server that tells of its cache and queue alone
  const MemoryRows& rows() const noexcept { return rows_; }
  const std::vector<MonitorEvent>& events() const noexcept { return events_; }

  // Name and description are the sampler's to fill in.
  MonitorRecord results() const;

 private:
  // What a process used since its start: seconds of CPU, minor faults, major faults.
  using Totals = std::array<std::optional<double>, 3>;

  static Totals totals_of(const ProcessSample& process);
  void add_sums(double t_s, const std::vector<ProcessSample>& processes);
  void add_rates(double t_s, const std::vector<ProcessSample>& processes);
  std::optional<double> used(std::size_t which, const std::vector<ProcessSample>& processes) const;
  void count_restarts(const std::vector<ProcessSample>& processes);
  void add_values(double t_s, const std::vector<ProbeValue>& values);
  void add_row(Moment moment, const ProbeReading& reading);
  void set_figures(MemoryRow& row, const ProcessSample& process);
  void set_further(MemoryRow& row, const std::string& name, const std::string& unit, double value);
  void add_events(double t_s, const std::vector<ProcessEvent>& events);

  double warmup_s_;
  std::optional<double> last_t_s_;
  std::vector<TimeSeries> series_;  // the sums, the rates, the cost, then the values in order of appearance
  std::size_t rates_ = 0;           // where they begin
  std::vector<MonitorEvent> events_;
  std::size_t events_left_out_ = 0;
  std::vector<int> pids_;
  MemoryRows rows_;
  ProcessSummaries summaries_;

  std::map<std::uint64_t, Totals> totals_;          // at the reading before, by life
  std::map<std::uint64_t, std::string> programs_;   // likewise
  std::map<std::string, std::uint64_t> vacancies_;  // places of processes that ended and nobody took, by program
  std::uint64_t restarts_total_ = 0;
  std::set<std::string> not_zero_;  // figures of processes that one of them had, now or before
  std::optional<double> memory_bytes_;
  std::deque<double> recent_;
  MappingRecord mappings_;
  bool gone_ = false;
  bool unreadable_ = false;
};

}  // namespace plimsoll
