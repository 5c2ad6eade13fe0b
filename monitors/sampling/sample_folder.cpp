#include "monitors/sampling/sample_folder.h"

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
constexpr const char* kDescriptors = "fds";
constexpr const char* kSharedMemory = "shmem_bytes";

struct SeriesName {
  const char* name;
  const char* unit;
};
struct SummedSeries {
  const char* name;
  const char* unit;
  std::optional<std::uint64_t> ProcessSample::*value;
};
constexpr std::array<SummedSeries, 8> kSums = {{{"rss_bytes", "bytes", &ProcessSample::rss_bytes},
                                                {"anon_bytes", "bytes", &ProcessSample::anon_bytes},
                                                {"pss_bytes", "bytes", &ProcessSample::pss_bytes},
                                                {"uss_bytes", "bytes", &ProcessSample::uss_bytes},
                                                {"swap_bytes", "bytes", &ProcessSample::swap_bytes},
                                                {kSharedMemory, "bytes", &ProcessSample::shmem_bytes},
                                                {"threads", "", &ProcessSample::threads},
                                                {kDescriptors, "", &ProcessSample::fds}}};
constexpr std::size_t kRates = kSums.size();
constexpr SeriesName kRateNames[] = {{"cpu_cores", "cores"}, {"minor_faults_per_s", ""}, {"major_faults_per_s", ""}};
constexpr std::size_t kMonitoring = kRates + std::size(kRateNames);
constexpr std::size_t kReading = kMonitoring + 1;

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
  for (const auto& sum : kSums) series_.emplace_back(sum.name, sum.unit);
  for (const auto& rate : kRateNames) series_.emplace_back(rate.name, rate.unit);
  series_.emplace_back("monitor_cpu_share", "cores");
  series_.emplace_back("sampling_seconds", "s");
}

void SampleFolder::feed(Moment moment, const ProbeReading& reading) {
  moment.t_s = std::round(moment.t_s * 1000) / 1000;
  if (last_t_s_ && moment.t_s <= *last_t_s_) moment.t_s = std::round((*last_t_s_ + 0.001) * 1000) / 1000;
  if (reading.unknown) return add_events(moment.t_s, reading.events);
  const auto& processes = reading.processes;
  for (const auto& process : processes)
    if (pids_.size() < kMaxPids && std::find(pids_.begin(), pids_.end(), process.pid) == pids_.end())
      pids_.push_back(process.pid);
  add_events(moment.t_s, reading.events);
  add_sums(moment.t_s, processes);
  add_values(moment.t_s, reading.values);
  if (moment.monitoring_share) series_[kMonitoring].add(moment.t_s, *moment.monitoring_share);
  if (moment.reading_seconds) series_[kReading].add(moment.t_s, *moment.reading_seconds);
  summaries_.add(moment.t_s, processes);
  count_restarts(processes);
  add_rates(moment.t_s, processes);
  last_t_s_ = moment.t_s;
  gone_ = processes.empty() && reading.values.empty();
  add_row(std::move(moment), reading);
}

void SampleFolder::add_sums(double t_s, const std::vector<ProcessSample>& processes) {
  for (std::size_t i = 0; i < kSums.size(); ++i)
    if (const auto sum = sum_of(processes, kSums[i].value)) series_[i].add(t_s, *sum);
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
      series_[kRates + which].add(t_s, *sum / (t_s - *last_t_s_));
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

void SampleFolder::count_restarts(const std::vector<ProcessSample>& processes) {
  if (!last_t_s_) return;
  std::uint64_t came = 0;
  for (const auto& process : processes) came += !totals_.contains(process.life);
  vacancies_ += totals_.size() - (processes.size() - came);
  const auto filled = std::min(vacancies_, came);
  vacancies_ -= filled;
  restarts_total_ += filled > 0;
}

void SampleFolder::add_row(Moment moment, const ProbeReading& reading) {
  const auto& processes = reading.processes;
  MemoryInstant instant;
  instant.t_s = moment.t_s;
  instant.warmup = moment.t_s < warmup_s_;
  instant.load = std::move(moment.load);
  instant.restarts_total = restarts_total_;
  const bool has_root =
      std::any_of(processes.begin(), processes.end(), [](const auto& process) { return process.is_root; });
  const auto workers = processes.size() - (has_root && processes.size() > 1);
  instant.processes = static_cast<std::uint32_t>(workers);
  // Most services have none.
  shares_memory_ = shares_memory_ || std::any_of(processes.begin(), processes.end(), [](const auto& process) {
                     return process.shmem_bytes.value_or(0) > 0;
                   });
  for (const auto& process : processes) {
    if (!process.anon_bytes && !process.rss_bytes) continue;
    ProcessMemory life = {process.life, process.pid, as_double(process.anon_bytes), as_double(process.rss_bytes), {}};
    if (process.fds) set_further(life, kDescriptors, "", static_cast<double>(*process.fds));
    if (shares_memory_ && process.shmem_bytes)
      set_further(life, kSharedMemory, "bytes", static_cast<double>(*process.shmem_bytes));
    instant.lives.push_back(std::move(life));
  }
  ProcessMemory whole;
  whole.life = kWholeLife;
  for (const auto& value : reading.values)
    if (value.judged) set_further(whole, value.name, value.unit, value.value);
  if (!whole.further.empty()) instant.lives.push_back(std::move(whole));
  rows_.add(std::move(instant));
}

void SampleFolder::set_further(ProcessMemory& life, const std::string& name, const std::string& unit, double value) {
  const auto place = rows_.further_place(name, unit);
  if (!place) return;
  if (life.further.size() <= *place) life.further.resize(*place + 1);
  life.further[*place] = value;
}

void SampleFolder::add_events(double t_s, const std::vector<ProcessEvent>& events) {
  for (const auto& event : events)
    if (events_.size() < (is_churn(event.kind) ? kMaxChurnEvents : kMaxEvents - 1))
      events_.push_back({t_s, event});
    else
      ++events_left_out_;
}

SamplerResults SampleFolder::take_results() {
  SamplerResults results;
  results.pids = std::move(pids_);
  for (auto& series : series_)
    if (!series.empty()) results.series.push_back(std::move(series));
  results.events = std::move(events_);
  if (events_left_out_ > 0)
    results.events.push_back(
        {last_t_s_.value_or(0),
         {ProcessEvent::Kind::started, 0, fmt::format("{} more events were left out", events_left_out_)}});
  results.rows = std::move(rows_);
  results.processes = summaries_.all();
  return results;
}

}  // namespace plimsoll
