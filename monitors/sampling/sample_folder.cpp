#include "monitors/sampling/sample_folder.h"

#include "monitors/process_figures.h"
#include "record/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMaxPids = 1000;
constexpr std::size_t kMaxEvents = 1000;
// Comings and goings must not crowd out what is rarer and graver.
constexpr std::size_t kMaxChurnEvents = 900;
constexpr std::size_t kRecent = 32;
constexpr std::size_t kMaxSeries = 64;
constexpr const char* kRateNames[] = {"cpu_cores", "minor_faults_per_s", "major_faults_per_s"};

TimeSeries series_named(const char* name) { return {name, std::string(series_info(name).unit)}; }

template <class Value>
std::optional<double> sum_of(const std::vector<ProcessSample>& processes, Value value) {
  double sum = 0;
  for (const auto& process : processes) {
    if (!(process.*value)) return std::nullopt;
    sum += static_cast<double>(*(process.*value));
  }
  return processes.empty() ? std::nullopt : std::optional(sum);
}

std::optional<double> as_double(const std::optional<std::uint64_t>& value) {
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

bool is_churn(ProcessEvent::Kind kind) {
  return kind == ProcessEvent::Kind::started || kind == ProcessEvent::Kind::exited ||
         kind == ProcessEvent::Kind::restarted;
}

}  // namespace

SampleFolder::Totals SampleFolder::totals_of(const ProcessSample& process) {
  return {process.cpu_seconds, as_double(process.minor_faults), as_double(process.major_faults)};
}

SampleFolder::SampleFolder(double warmup_s) : warmup_s_(warmup_s) {
  for (const auto& figure : kProcessFigures)
    if (figure.summed) series_.push_back(series_named(figure.name));
  rates_ = series_.size();
  for (const auto* rate : kRateNames) series_.push_back(series_named(rate));
  series_.push_back(series_named("monitor_cpu_share"));
  series_.push_back(series_named("sampling_seconds"));
}

void SampleFolder::feed(Moment moment, const ProbeReading& reading) {
  moment.t_s = std::round(moment.t_s * 1000) / 1000;
  if (last_t_s_ && moment.t_s <= *last_t_s_) moment.t_s = std::round((*last_t_s_ + 0.001) * 1000) / 1000;
  if (reading.mappings) mappings_ = *reading.mappings;
  if (reading.unknown) return add_events(moment.t_s, reading.events);
  const auto& processes = reading.processes;
  for (const auto& process : processes)
    if (pids_.size() < kMaxPids && std::find(pids_.begin(), pids_.end(), process.pid) == pids_.end())
      pids_.push_back(process.pid);
  add_events(moment.t_s, reading.events);
  add_sums(moment.t_s, processes);
  add_values(moment.t_s, reading.values);
  const auto monitoring = rates_ + std::size(kRateNames);
  if (moment.monitoring_share) series_[monitoring].add(moment.t_s, *moment.monitoring_share);
  if (moment.reading_seconds) series_[monitoring + 1].add(moment.t_s, *moment.reading_seconds);
  summaries_.add(moment.t_s, processes);
  count_restarts(processes);
  add_rates(moment.t_s, processes);
  last_t_s_ = moment.t_s;
  gone_ = processes.empty() && reading.values.empty();
  add_row(std::move(moment), reading);
}

void SampleFolder::add_sums(double t_s, const std::vector<ProcessSample>& processes) {
  auto series = series_.begin();
  for (const auto& figure : kProcessFigures) {
    if (!figure.summed) continue;
    if (const auto sum = sum_of(processes, figure.value)) series->add(t_s, *sum);
    ++series;
  }
  memory_bytes_ = sum_of(processes, &ProcessSample::anon_bytes);
  if (!memory_bytes_) memory_bytes_ = sum_of(processes, &ProcessSample::rss_bytes);
  unreadable_ = !processes.empty() && !memory_bytes_;
}

void SampleFolder::add_values(double t_s, const std::vector<ProbeValue>& values) {
  for (const auto& value : values) {
    auto found =
        std::find_if(series_.begin(), series_.end(), [&](const auto& one) { return one.name() == value.name; });
    if (found == series_.end()) {
      if (series_.size() >= kMaxSeries) continue;
      found = series_.insert(series_.end(), TimeSeries(value.name, value.unit));
    }
    found->add(t_s, value.value);
    if (!memory_bytes_ && value.judged && value.unit == "bytes") memory_bytes_ = value.value;
  }
  if (!memory_bytes_) return;
  recent_.push_back(*memory_bytes_);
  if (recent_.size() > kRecent) recent_.pop_front();
}

// What those that were there before used since then: who ended takes its total along, who came is counted from its
// second reading on.
void SampleFolder::add_rates(double t_s, const std::vector<ProcessSample>& processes) {
  for (std::size_t which = 0; which < std::size(kRateNames); ++which)
    if (const auto sum = used(which, processes); sum && last_t_s_)
      series_[rates_ + which].add(t_s, *sum / (t_s - *last_t_s_));
  totals_.clear();
  for (const auto& process : processes) totals_[process.life] = totals_of(process);
}

std::optional<double> SampleFolder::used(std::size_t which, const std::vector<ProcessSample>& processes) const {
  std::optional<double> sum;
  for (const auto& process : processes) {
    const auto before = totals_.find(process.life);
    if (before == totals_.end()) continue;
    const auto now = totals_of(process)[which];
    if (!now || !before->second[which]) return std::nullopt;
    sum = sum.value_or(0) + std::max(0.0, *now - *before->second[which]);
  }
  return sum;
}

// Only what runs the same takes the place of one that ended: a helper that ends leaves none.
void SampleFolder::count_restarts(const std::vector<ProcessSample>& processes) {
  std::map<std::uint64_t, std::string> programs;
  for (const auto& process : processes) programs.emplace(process.life, process.program);
  for (const auto& [life, program] : programs_)
    if (!programs.contains(life) && (vacancies_.contains(program) || vacancies_.size() < kMaxPids))
      ++vacancies_[program];
  bool filled = false;
  for (const auto& [life, program] : programs) {
    const auto vacancy = last_t_s_ && !programs_.contains(life) ? vacancies_.find(program) : vacancies_.end();
    if (vacancy == vacancies_.end()) continue;
    filled = true;
    if (--vacancy->second == 0) vacancies_.erase(vacancy);
  }
  restarts_total_ += filled;
  programs_ = std::move(programs);
}

void SampleFolder::add_row(Moment moment, const ProbeReading& reading) {
  const auto& processes = reading.processes;
  const bool has_root =
      std::any_of(processes.begin(), processes.end(), [](const auto& process) { return process.is_root; });
  MemoryRow row;
  row.t_s = moment.t_s;
  row.warmup = moment.t_s < warmup_s_;
  row.requests_total = moment.load.requests_total;
  row.aborted_total = moment.load.aborted_total;
  row.active_users = moment.load.active_users;
  row.requests_by_name = std::move(moment.load.requests_by_name);
  row.restarts_total = restarts_total_;
  row.processes = static_cast<std::uint32_t>(processes.size() - (has_root && processes.size() > 1));
  for (const auto& figure : kProcessFigures)
    if (std::any_of(processes.begin(), processes.end(), [&](auto& one) { return (one.*figure.value).value_or(0) > 0; }))
      not_zero_.insert(figure.name);
  std::vector<MemoryRow> rows;
  for (const auto& process : processes) {
    MemoryRow& of_process = rows.emplace_back(row);
    of_process.life = process.life;
    of_process.pid = process.pid;
    of_process.cpu_seconds = process.cpu_seconds;
    set_figures(of_process, process);
    if (!of_process.anon_bytes && !of_process.rss_bytes && of_process.judged_beside.empty()) rows.pop_back();
  }
  for (const auto& value : reading.values)
    if (value.judged) set_further(row, value.name, value.unit, value.value);
  if (!row.judged_beside.empty()) rows.push_back(std::move(row));
  rows_.add(std::move(rows));
}

void SampleFolder::set_figures(MemoryRow& row, const ProcessSample& process) {
  row.anon_bytes = as_double(process.anon_bytes);
  row.rss_bytes = as_double(process.rss_bytes);
  using Judged = ProcessFigure::Judged;
  for (const auto& figure : kProcessFigures) {
    const auto& value = process.*figure.value;
    if (!value || figure.judged == Judged::never) continue;
    if (figure.judged == Judged::where_not_zero && !not_zero_.contains(figure.name))
      continue;  // most services have none
    set_further(row, figure.name, std::string(series_info(figure.name).unit), static_cast<double>(*value));
  }
}

void SampleFolder::set_further(MemoryRow& row, const std::string& name, const std::string& unit, double value) {
  const auto place = rows_.place_beside(name, unit);
  if (!place) return;
  if (row.judged_beside.size() <= *place) row.judged_beside.resize(*place + 1);
  row.judged_beside[*place] = value;
}

void SampleFolder::add_events(double t_s, const std::vector<ProcessEvent>& events) {
  for (const auto& event : events)
    if (events_.size() < (is_churn(event.kind) ? kMaxChurnEvents : kMaxEvents - 1))
      events_.push_back({t_s, std::string(to_string(event.kind)), event.pid, event.message});
    else
      ++events_left_out_;
}

MonitorRecord SampleFolder::results() const {
  MonitorRecord monitor;
  monitor.pids = pids_;
  for (const auto& series : series_)
    if (!series.empty()) monitor.series.push_back(series);
  monitor.events = events_;
  if (events_left_out_ > 0)
    monitor.events.push_back({last_t_s_.value_or(0), std::string(to_string(ProcessEvent::Kind::started)), 0,
                              fmt::format("{} more events were left out", events_left_out_)});
  monitor.judged_beside = rows_.judged_beside();
  monitor.rows = rows_.rows();
  monitor.processes = summaries_.all();
  monitor.mappings = mappings_;
  return monitor;
}

bool SampleFolder::without_memory() const {
  return !memory_bytes_ && std::any_of(series_.begin(), series_.end(), [](const TimeSeries& series) {
    return serving_of_series(series.name()) != SeriesInfo::Serving::none;
  });
}

}  // namespace plimsoll
