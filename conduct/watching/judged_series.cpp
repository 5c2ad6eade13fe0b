#include "conduct/watching/judged_series.h"

#include "judgement/judge.h"
#include "judgement/single_processes.h"
#include "monitors/sampling/memory_trace.h"
#include "reports/words/sentences.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kDescriptors = "fds";
constexpr std::string_view kDescriptorsTold = "process_open_fds";  // by the service itself
constexpr std::string_view kResidentTold = "process_resident_memory_bytes";
constexpr std::string_view kGpuMemoryTold[] = {"nv_gpu_memory_used_bytes", "GPUMemoryUsed", "DCGM_FI_DEV_FB_USED"};

bool is_memory_of_processes(std::string_view series) { return series == "anon_bytes" || series == "rss_bytes"; }

// Without its labels.
std::string_view metric_of(std::string_view series) { return series.substr(0, series.find('{')); }

bool is_ignored(const std::string& series, const std::vector<std::string>& ignored) {
  return std::any_of(ignored.begin(), ignored.end(), [&](const auto& glob) {
    return fnmatch(glob.c_str(), series.c_str(), 0) == 0 || (glob == "memory" && is_memory_of_processes(series));
  });
}

bool is_descriptors(std::string_view series) { return series == kDescriptors || metric_of(series) == kDescriptorsTold; }

// What leaks is the cause where the fits tell none.
std::optional<CauseKind> cause_of_series(std::string_view series) {
  const auto metric = metric_of(series);
  if (is_descriptors(series)) return CauseKind::descriptors;
  if (series == "shm_bytes" || series == "shmem_bytes") return CauseKind::shared_memory;
  const bool is_told =
      std::find(std::begin(kGpuMemoryTold), std::end(kGpuMemoryTold), metric) != std::end(kGpuMemoryTold);
  if (series.starts_with("gpu") || is_told) return CauseKind::gpu;
  return std::nullopt;
}

void tell_cause(LeakRecord& leak) {
  const auto kind = cause_of_series(leak.series);
  if (leak.verdict.verdict != Verdict::leaking || leak.verdict.cause || !kind) return;
  leak.verdict.cause = Cause{*kind, "What leaks is " + subject_of(leak.series) + ": " + pace_figure(leak) + "."};
}

// GPU memory ends where the memory of the board does. On several boards, which of them is full first is not known.
std::optional<double> gpu_limit(const std::vector<TimeSeries>& series) {
  std::optional<double> limit;
  for (const auto& one : series) {
    if (!one.name().starts_with("gpu") || !one.name().ends_with("_total_bytes")) continue;
    if (limit) return std::nullopt;
    limit = one.points().back().max;
  }
  return limit;
}

// The limit of the processes' memory is that of its control group as well, and holds whoever tells of it.
bool has_limit_of_processes(std::string_view series) {
  return is_memory_of_processes(series) || series == "cgroup_bytes" || metric_of(series) == kResidentTold;
}

// Nothing where it is not judged.
std::optional<JudgeOptions> judging_of(const MemoryTrace& trace, const SamplerResults& results,
                                       const JudgeRules& rules) {
  const bool in_bytes = trace.unit == "bytes";
  if (!in_bytes && !trace.unit.empty()) return std::nullopt;  // a share or a rate does not leak
  if (is_ignored(trace.series, rules.leak.ignore)) return std::nullopt;
  JudgeOptions options;
  options.subject = subject_of(trace.series);
  options.unit = trace.unit;
  if (trace.series == "gpu_bytes") options.limit_bytes = gpu_limit(results.series);
  if (rules.limit_bytes && has_limit_of_processes(trace.series))
    options.limit_bytes = static_cast<double>(*rules.limit_bytes);
  if (const auto& minimum = rules.leak.minimum; minimum && in_bytes) options.minimum = *minimum;
  return options;
}

std::optional<int> pid_of(const MemoryRows& rows, double life) {
  for (const auto& row : rows.rows())
    if (static_cast<double>(row.life) == life) return row.pid;
  return std::nullopt;
}

LeakRecord leak_record(const SamplerResults& results, const MemoryTrace& trace, LeakVerdict verdict) {
  LeakRecord leak;
  leak.monitor = results.name;
  leak.series = trace.series;
  leak.unit = trace.unit;
  leak.verdict = std::move(verdict);
  tell_cause(leak);
  return leak;
}

}  // namespace

std::string subject_of(std::string_view series) {
  if (is_memory_of_processes(series)) return "memory";
  if (is_descriptors(series)) return "the number of open files";
  return series_title(series);
}

std::vector<std::string> notes_on_ignored(const LeakRules& rules, const std::vector<MonitorRecord>& monitors) {
  std::vector<std::string> notes;
  for (const auto& glob : rules.ignore) {
    const bool found = std::any_of(monitors.begin(), monitors.end(), [&](const MonitorRecord& monitor) {
      return std::any_of(monitor.series.begin(), monitor.series.end(),
                         [&](const TimeSeries& series) { return is_ignored(series.name(), {glob}); });
    });
    if (!found && !monitors.empty())
      notes.push_back(fmt::format("leak.ignore: nothing that was watched is \"{}\"", glob));
  }
  return notes;
}

std::vector<LeakRecord> judge_series_of(const SamplerResults& results, const JudgedLoad& load,
                                        const JudgeRules& rules) {
  std::vector<LeakRecord> leaks, single;
  for (const auto& trace : to_traces(results.rows, load.request_names)) {
    auto judging = judging_of(trace, results, rules);
    if (!judging) continue;
    leaks.push_back(leak_record(results, trace, judge(trace, *judging)));
    if (const auto growth = growth_by_phase(trace, load.rests)) {
      leaks.back().growth_under_load_per_s = growth->under_load_per_s;
      leaks.back().growth_at_rest_per_s = growth->at_rest_per_s;
    }
    judging->limit_bytes.reset();  // of all together
    if (auto process = process_that_stands_out(trace, *judging, leaks.back().verdict)) {
      single.push_back(leak_record(results, trace, std::move(process->verdict)));
      single.back().pid = pid_of(results.rows, process->life);
    }
  }
  std::move(single.begin(), single.end(), std::back_inserter(leaks));
  return leaks;
}

std::optional<LeakVerdict> judge_first_series(const SamplerResults& results,
                                              const std::vector<std::string>& request_names, const JudgeRules& rules) {
  for (const auto& trace : to_traces(results.rows, request_names))
    if (const auto judging = judging_of(trace, results, rules)) return judge(trace, *judging);
  return std::nullopt;
}

}  // namespace plimsoll
