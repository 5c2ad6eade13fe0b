#include "cli/judged_series.h"

#include "monitors/judgement/single_processes.h"
#include "monitors/memory_trace.h"
#include "reports/sentences.h"

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

bool is_memory_of_processes(std::string_view series) { return series == "anon_bytes" || series == "rss_bytes"; }

bool is_ignored(const std::string& series, const std::vector<std::string>& ignored) {
  return std::any_of(ignored.begin(), ignored.end(), [&](const auto& glob) {
    return fnmatch(glob.c_str(), series.c_str(), 0) == 0 || (glob == "memory" && is_memory_of_processes(series));
  });
}

// As sentences speak of it.
std::string subject_of(std::string_view series) {
  if (is_memory_of_processes(series)) return "memory";
  if (series == kDescriptors) return "the number of open files";
  return series_title(series);
}

// What leaks is the cause where the fits tell none.
std::optional<CauseKind> cause_of_series(std::string_view series) {
  if (series == kDescriptors) return CauseKind::descriptors;
  if (series == "shm_bytes" || series == "shmem_bytes") return CauseKind::shared_memory;
  if (series.starts_with("gpu")) return CauseKind::gpu;
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

// The limit of the processes' memory is that of its control group as well.
JudgeOptions options_of(const MemoryTrace& trace, const SamplerResults& results, const JudgeOptions& of_processes) {
  JudgeOptions options;
  if (is_memory_of_processes(trace.series) || trace.series == "cgroup_bytes") options = of_processes;
  if (trace.series == "gpu_bytes") options.limit_bytes = gpu_limit(results.series);
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

JudgeOptions judge_options(const JudgeRules& rules) {
  JudgeOptions options;
  if (rules.limit_bytes) options.limit_bytes = static_cast<double>(*rules.limit_bytes);
  if (const auto& minimum = rules.leak.minimum)
    options.minimum = AllowedGrowth{minimum->bytes_per_second, minimum->as_written};
  return options;
}

std::vector<LeakRecord> judge_series_of(const SamplerResults& results, const JudgedLoad& load,
                                        const JudgeRules& rules) {
  const auto options = judge_options(rules);
  std::vector<LeakRecord> leaks, single;
  for (const auto& trace : to_traces(results.rows, load.request_names)) {
    if (trace.unit != "bytes" && !trace.unit.empty()) continue;  // a share or a rate does not leak
    if (is_ignored(trace.series, rules.leak.ignore)) continue;
    JudgeOptions judging = options_of(trace, results, options);
    judging.subject = subject_of(trace.series);
    judging.unit = trace.unit;
    if (trace.unit == "bytes") judging.minimum = options.minimum;
    leaks.push_back(leak_record(results, trace, judge(trace, judging)));
    if (const auto growth = growth_by_phase(trace, load.rests)) {
      leaks.back().growth_under_load_per_s = growth->under_load_per_s;
      leaks.back().growth_at_rest_per_s = growth->at_rest_per_s;
    }
    judging.limit_bytes.reset();  // of all together
    if (auto process = process_that_stands_out(trace, judging, leaks.back().verdict)) {
      single.push_back(leak_record(results, trace, std::move(process->verdict)));
      single.back().pid = pid_of(results.rows, process->life);
    }
  }
  std::move(single.begin(), single.end(), std::back_inserter(leaks));
  return leaks;
}

}  // namespace plimsoll
