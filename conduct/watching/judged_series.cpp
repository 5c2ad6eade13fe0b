#include "conduct/watching/judged_series.h"

#include "conduct/watching/descriptor_limit.h"
#include "judgement/single_processes.h"
#include "monitors/sampling/memory_trace.h"
#include "record/series.h"
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

bool is_ignored(const std::string& series, const std::vector<std::string>& ignored) {
  return std::any_of(ignored.begin(), ignored.end(), [&](const auto& glob) {
    return fnmatch(glob.c_str(), series.c_str(), 0) == 0 || (glob == "memory" && is_memory_of_processes(series));
  });
}

// What leaks is the cause where the fits tell none.
std::optional<CauseKind> cause_of_series(std::string_view series) {
  switch (kind_of_series(series)) {
    case SeriesInfo::Kind::descriptors:
      return CauseKind::descriptors;
    case SeriesInfo::Kind::shared_memory:
      return CauseKind::shared_memory;
    case SeriesInfo::Kind::gpu:
      return CauseKind::gpu;
    default:
      return std::nullopt;
  }
}

void cause_in_words(LeakRecord& leak) {
  const auto kind = cause_of_series(leak.series);
  if (leak.verdict.verdict != Verdict::leaking || leak.verdict.cause || !kind) return;
  leak.verdict.cause = Cause{*kind, "What leaks is " + subject_of(leak.series) + ": " + pace_figure(leak) + "."};
}

// Of all together the process that comes to its limit first counts.
void hold_against_descriptor_limit(const MonitorRecord& monitor, LeakRecord& leak) {
  if (leak.series != "fds" || !is_accused(leak.verdict.verdict)) return;
  const auto nearest = nearest_descriptor_limit(monitor);
  if (!nearest) return;
  leak.verdict.limit_bytes = nearest->most;
  leak.verdict.seconds_to_limit = nearest->seconds_to_it;
}

// GPU memory ends where the memory of the board does. On several boards, which of them is full first is not known.
std::optional<double> gpu_limit(const std::vector<TimeSeries>& series) {
  std::optional<double> limit;
  for (const auto& one : series) {
    if (limit_of_series(one.name()) != SeriesInfo::Limit::is_the_board) continue;
    if (limit) return std::nullopt;
    limit = one.points().back().max;
  }
  return limit;
}

// Nothing where it is not judged.
std::optional<JudgeOptions> judging_of(const MemoryTrace& trace, const MonitorRecord& monitor,
                                       const JudgeRules& rules) {
  if (trace.unit != "bytes" && !trace.unit.empty()) return std::nullopt;  // a share or a rate does not leak
  if (is_ignored(trace.series, rules.leak.ignore)) return std::nullopt;
  JudgeOptions options;
  const auto limit = limit_of_series(trace.series);
  if (limit == SeriesInfo::Limit::of_board) options.limit_bytes = gpu_limit(monitor.series);
  if (rules.limit_bytes && limit == SeriesInfo::Limit::of_processes)
    options.limit_bytes = static_cast<double>(*rules.limit_bytes);
  options.horizon_s = to_seconds(rules.leak.horizon);
  if (const auto& minimum = rules.leak.minimum) options.minimum = *minimum;
  return judging_of_series(trace.series, trace.unit, std::move(options));
}

std::optional<int> pid_of(const MonitorRecord& monitor, double life) {
  for (const auto& row : monitor.rows)
    if (static_cast<double>(row.life) == life) return row.pid;
  return std::nullopt;
}

LeakRecord leak_record(const MonitorRecord& monitor, const MemoryTrace& trace, LeakVerdict verdict) {
  LeakRecord leak;
  leak.monitor = monitor.name;
  leak.series = trace.series;
  leak.unit = trace.unit;
  leak.verdict = std::move(verdict);
  cause_in_words(leak);
  hold_against_descriptor_limit(monitor, leak);
  return leak;
}

}  // namespace

std::string subject_of(std::string_view series) {
  if (is_memory_of_processes(series)) return "memory";
  if (kind_of_series(series) == SeriesInfo::Kind::descriptors) return "the number of open files";
  return series_title(series);
}

JudgeOptions judging_of_series(std::string_view series, std::string_view unit, JudgeOptions given) {
  given.subject = subject_of(series);
  given.unit = unit;
  given.may_be_pool = kind_of_series(series) == SeriesInfo::Kind::gpu;
  if (!unit.empty()) return given;
  given.limit_bytes.reset();
  given.minimum.reset();
  return given;
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

namespace {

std::vector<LeakRecord> judge_all_of(const MonitorRecord& monitor, const JudgedLoad& load, const JudgeRules& rules) {
  std::vector<LeakRecord> leaks, single;
  for (const auto& trace : to_traces(monitor, load.request_names)) {
    auto judging = judging_of(trace, monitor, rules);
    if (!judging) continue;
    leaks.push_back(leak_record(monitor, trace, judge(trace, *judging)));
    if (const auto growth = growth_by_phase(trace, load.rests)) {
      leaks.back().growth_under_load_per_s = growth->under_load_per_s;
      leaks.back().growth_at_rest_per_s = growth->at_rest_per_s;
    }
    judging->limit_bytes.reset();  // of all together
    if (auto process = process_that_stands_out(trace, *judging, leaks.back().verdict)) {
      single.push_back(leak_record(monitor, trace, std::move(process->verdict)));
      single.back().pid = pid_of(monitor, process->life);
    }
  }
  std::move(single.begin(), single.end(), std::back_inserter(leaks));
  return leaks;
}

// What was read while two versions may have run is of none.
std::vector<LeakRecord> judge_each_segment(const MonitorRecord& monitor, const JudgedLoad& load,
                                           const JudgeRules& rules) {
  std::vector<LeakRecord> leaks;
  MonitorRecord part = monitor;
  for (const auto& segment : load.segments) {
    part.rows.clear();
    std::copy_if(monitor.rows.begin(), monitor.rows.end(), std::back_inserter(part.rows),
                 [&](const MemoryRow& row) { return segment_at(load.segments, row.t_s) == &segment; });
    if (part.rows.empty()) continue;
    for (auto& leak : judge_all_of(part, load, rules)) {
      leak.segment = TargetSegment{segment.version, segment.from_s, segment.to_s};
      leaks.push_back(std::move(leak));
    }
  }
  return leaks;
}

}  // namespace

namespace {

// A server that tells of its cache and queue alone: that is no memory which was read too rarely.
bool tells_serving_alone(const MonitorRecord& monitor) {
  const auto has_memory = [](const MemoryRow& row) { return row.anon_bytes || row.rss_bytes; };
  return monitor.judged_beside.empty() && std::none_of(monitor.rows.begin(), monitor.rows.end(), has_memory) &&
         std::any_of(monitor.series.begin(), monitor.series.end(), [](const TimeSeries& series) {
           return serving_of_series(series.name()) != SeriesInfo::Serving::none;
         });
}

}  // namespace

std::vector<LeakRecord> judge_series_of(const MonitorRecord& monitor, const JudgedLoad& load, const JudgeRules& rules) {
  if (tells_serving_alone(monitor)) return {};
  return load.segments.size() > 1 ? judge_each_segment(monitor, load, rules) : judge_all_of(monitor, load, rules);
}

std::optional<LeakVerdict> judge_first_series(const MonitorRecord& monitor,
                                              const std::vector<std::string>& request_names, const JudgeRules& rules) {
  if (tells_serving_alone(monitor)) return std::nullopt;
  for (const auto& trace : to_traces(monitor, request_names))
    if (const auto judging = judging_of(trace, monitor, rules)) return judge(trace, *judging);
  return std::nullopt;
}

}  // namespace plimsoll
