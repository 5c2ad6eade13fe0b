#include "reports/sweeps/sweep_verdict.h"

#include "core/units.h"
#include "judgement/curves/knee.h"
#include "judgement/curves/proportions.h"
#include "judgement/fitting/quantiles.h"
#include "record/time_summary.h"
#include "reports/sweeps/sweep_words.h"
#include "reports/verdict/run_verdict.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plimsoll {
namespace {

LevelTimes level_times(const Histogram* histogram) {
  if (histogram == nullptr || histogram->empty()) return {};
  const auto summary = summarize(*histogram);
  return {summary.percentile_ms("p50"), summary.percentile_ms("p90"), summary.percentile_ms("p99")};
}

LevelStreams streams_of(const StreamStats& stats, double seconds) {
  LevelStreams streams;
  streams.streams = stats.streams;
  streams.first_token = level_times(stats.of(StreamTime::first_token));
  StreamTime most = StreamTime::token_by_usage_of_each;
  std::uint64_t count = 0;
  for (const auto time : {StreamTime::token_by_usage_of_each, StreamTime::token_by_usage, StreamTime::token_by_event})
    if (const auto* times = stats.of(time); times != nullptr && times->count() > count) {
      most = time;
      count = times->count();
    }
  if (count > 0) {
    streams.time_per_token = level_times(stats.of(most));
    streams.tokens_by = to_string(most);
  }
  if (stats.counted > 0 && seconds > 0) streams.tokens_per_second = static_cast<double>(stats.tokens_out) / seconds;
  return streams;
}

// Half the width of the 95 % interval of a mean, as a share of it, by batches of neighbours, so that what lasts for
// some seconds counts once (method of batch means: Law and Kelton, Simulation Modeling and Analysis).
double margin_of(const std::vector<double>& seconds) {
  constexpr std::size_t kBatches = 10;
  constexpr std::size_t kFewest = 4;
  const auto batches = std::min(kBatches, seconds.size());
  double all = 0;
  for (const double each : seconds) all += each;
  // Too few seconds to see how they differ: as if requests came by chance.
  constexpr double kNormal = 1.96;
  if (batches < kFewest) return all > 0 ? kNormal / std::sqrt(all) : 0;
  const auto length = seconds.size() / batches;
  std::vector<double> means(batches);
  double mean = 0;
  for (std::size_t i = 0; i < batches * length; ++i) means[i / length] += seconds[i] / static_cast<double>(length);
  for (const double each : means) mean += each / static_cast<double>(batches);
  if (mean <= 0) return 0;
  double squares = 0;
  for (const double each : means) squares += (each - mean) * (each - mean);
  const auto freedom = static_cast<double>(batches - 1);
  constexpr double kUpper = 0.975;
  return student_quantile(kUpper, freedom) * std::sqrt(squares / freedom / static_cast<double>(batches)) / mean;
}

// What ended behind the load, which the last row of the timeline has with what ended before: by the steps of the run,
// whose bounds are whole seconds. Of joined steps nothing is known.
RequestStep ended_behind(const RunRecord& run, const TimelineRow& row) {
  RequestStep behind;
  const auto& steps = run.steps.all;
  if (steps.step_s > 1 || row.t_s + row.length_s <= run.duration_s) return behind;
  for (std::size_t i = 0; i < steps.steps.size(); ++i) {
    if (static_cast<double>(i) + 0.5 < run.duration_s) continue;
    behind.requests += steps.steps[i].requests;
    behind.failures += steps.steps[i].failures;
  }
  return behind;
}

// By what came within the window: what an overloaded target answers after it, it did not answer in time.
void set_rates(const RunRecord& run, bool has_slo, SweepLevel& level) {
  if (level.seconds <= 0) return;
  double finished = 0;
  double failed = 0;
  double seconds = 0;
  std::vector<double> good;
  for (const auto& row : run.timeline) {
    // A row that lies in it in part, as one that was fetched late does, counts by that part.
    const double within = std::min(row.t_s + row.length_s, run.duration_s) - std::max(row.t_s, level.from_s);
    if (within <= 0 || row.length_s <= 0) continue;
    const auto behind = ended_behind(run, row);
    const bool is_cut = behind.requests > 0;
    const double length = is_cut ? run.duration_s - row.t_s : row.length_s;
    const double part = within / length;
    const auto its = static_cast<double>(row.requests + row.warmup_requests - std::min(row.requests, behind.requests));
    const auto its_failed = static_cast<double>(row.failures - std::min(row.failures, behind.failures));
    finished += part * its;
    failed += part * its_failed;
    seconds += within;
    constexpr double kMost = 0.5;
    if (part >= kMost) good.push_back((its - its_failed) / length);
  }
  if (seconds <= 0) return;
  level.per_second = finished / seconds;
  level.good_per_second = (finished - failed) / seconds;
  level.margin = margin_of(good);
  level.goodput_per_second = level.good_per_second;
  if (!has_slo) return;
  // Which of those that were due in the window missed a limit is known, not when they ended: at most all of them ended
  // in it, and at least what held counts.
  const auto held = static_cast<double>(level.held);
  const auto missed = static_cast<double>(level.requests - level.failures) - held;
  const auto least = std::max(held, level.good_per_second * level.seconds - missed) / level.seconds;
  level.goodput_per_second = std::min(least, level.good_per_second);
}

std::optional<LevelMemory> memory_of(const RunRecord& run) {
  for (const auto& monitor : run.monitors)
    for (const auto& series : monitor.series) {
      if (series.name() != "rss_bytes" || series.empty()) continue;
      LevelMemory memory{series.points().front().mean, series.points().back().mean, 0};
      if (const auto* leak = gravest_leak(run)) memory.verdict = to_string(leak->verdict.verdict);
      for (const auto& point : series.points()) memory.max_bytes = std::max(memory.max_bytes, point.max);
      return memory;
    }
  return std::nullopt;
}

void set_state(const RunRecord& run, SweepLevel& level) {
  if (run.verdict.outcome == RunOutcome::interrupted) {
    level.state = LevelState::cut_short;
    level.reasons = {"it was interrupted"};
    return;
  }
  if (!run.measurement.valid) {
    level.state = LevelState::invalid;
    level.reasons = run.measurement.reasons;
    return;
  }
  for (const auto& result : run.thresholds)
    if (result.judged && !result.ok && result.threshold.metric->kind != Metric::Kind::leak)
      level.reasons.push_back(threshold_sentence(result));
  const bool went_wrong = run.verdict.outcome == RunOutcome::error || run.ended_by == EndedBy::guard;
  if (went_wrong) level.reasons.insert(level.reasons.begin(), run.verdict.reasons.front());
  if (!level.reasons.empty()) level.state = LevelState::breaks;
}

bool counts(const SweepLevel& level) { return level.state == LevelState::holds || level.state == LevelState::breaks; }

void find_limit(SweepRecord& sweep) {
  for (std::size_t i = 0; i < sweep.levels.size(); ++i) {
    const auto state = sweep.levels[i].state;
    if (state == LevelState::cut_short) continue;
    if (state == LevelState::holds) {
      sweep.limit.holds = i;
      continue;
    }
    sweep.limit.beyond = i;
    sweep.limit.by_us = state == LevelState::invalid;
    return;
  }
}

void find_knee_of(SweepRecord& sweep) {
  std::vector<LoadPoint> points;
  for (const auto& level : sweep.levels)
    if (counts(level)) points.push_back({level.level, level.good_per_second});
  auto search = find_knee(std::move(points));
  sweep.why_no_knee = std::move(search.why_none);
  if (!search.knee) return;
  const auto& knee = *search.knee;
  sweep.knee = SweepKnee{knee.load,         knee.throughput,  knee.below,    knee.above,
                         knee.slope_before, knee.slope_after, knee.explained};
}

struct RateInterval {
  double low = 0, high = 0;
};

// A goodput is a throughput by a share, and neither is known exactly.
RateInterval goodput_interval(const SweepLevel& level) {
  if (level.share <= 0) return {};
  const double below = std::hypot(level.margin, (level.share - level.share_low) / level.share);
  const double above = std::hypot(level.margin, (level.share_high - level.share) / level.share);
  return {level.goodput_per_second * std::max(0.0, 1 - below), level.goodput_per_second * (1 + above)};
}

void find_best(SweepRecord& sweep) {
  for (std::size_t i = 0; i < sweep.levels.size(); ++i) {
    const auto& level = sweep.levels[i];
    if (!counts(level) || level.held == 0) continue;
    if (!sweep.best || level.goodput_per_second > sweep.levels[sweep.best->level].goodput_per_second)
      sweep.best = SweepBest{i};
  }
  if (!sweep.best) return;
  auto& best = *sweep.best;
  const auto highest = goodput_interval(sweep.levels[best.level]);
  best.low = highest.low;
  best.high = highest.high;
  for (std::size_t i = 0; i < sweep.levels.size(); ++i)
    if (i != best.level && counts(sweep.levels[i]) && goodput_interval(sweep.levels[i]).high >= best.low)
      best.rivals.push_back(i);
  best.resolved = best.rivals.empty();
}

std::optional<double> actual_of(const SweepRecord& sweep, const std::string& figure) {
  if (figure == "knee") return sweep.knee ? std::optional(sweep.knee->level) : std::nullopt;
  if (figure == "goodput")
    return sweep.best ? std::optional(sweep.levels[sweep.best->level].goodput_per_second) : std::nullopt;
  if (figure == "throughput") {
    std::optional<double> most;
    for (const auto& level : sweep.levels)
      if (counts(level)) most = std::max(most.value_or(0), level.good_per_second);
    return most;
  }
  if (!sweep.limit.holds) return std::nullopt;
  const auto& level = sweep.levels[*sweep.limit.holds];
  return figure == to_string(sweep.over) ? level.level : level.good_per_second;
}

void judge_requirement(const SweepRecord& sweep, SweepRequirement& requirement, std::vector<VerdictReason>& findings) {
  requirement.actual = actual_of(sweep, requirement.figure);
  // What an interval of a rate comes to is never quite what was asked for.
  constexpr double kRounding = 1e-9;
  const double slack = requirement.least * kRounding;
  requirement.met = requirement.actual && (requirement.strict ? *requirement.actual > requirement.least
                                                              : *requirement.actual >= requirement.least - slack);
  if (requirement.met) return;
  const auto actual = requirement.actual ? fmt::format("it is {}", rate_text(*requirement.actual)) : "there is none";
  const bool by_us = sweep.limit.by_us;
  findings.push_back({by_us ? 3 : 1, fmt::format("{} is not met: {}.{}", requirement.expression, actual,
                                                 by_us ? " Plimsoll itself was the bottleneck above it." : "")});
}

void judge_levels(const SweepRecord& sweep, std::vector<VerdictReason>& findings) {
  if (!sweep.requirements.empty()) return;
  if (sweep.limit.by_us)
    return findings.push_back({3, fmt::format("Plimsoll itself was the bottleneck at {}: {}",
                                              level_text(sweep, sweep.levels[*sweep.limit.beyond].level),
                                              ended(sweep.levels[*sweep.limit.beyond].reasons.empty()
                                                        ? std::string("the measurement is invalid")
                                                        : sweep.levels[*sweep.limit.beyond].reasons.front()))});
  if (!sweep.limit.holds && sweep.limit.beyond)
    findings.push_back({1, fmt::format("No level holds: at {}, the lowest, {}",
                                       level_text(sweep, sweep.levels[*sweep.limit.beyond].level),
                                       ended(sweep.levels[*sweep.limit.beyond].reasons.front()))});
}

// Of what has an `slo`, where anything has one: nothing else counts for goodput.
std::uint64_t due_for_goodput(const RunRecord& run, bool of_slo) {
  std::uint64_t due = 0;
  for (std::size_t i = 0; i < std::min(run.request_names.size(), run.stats.by_request.size()); ++i) {
    const auto& stats = run.stats.by_request[i];
    if (!of_slo || has_slo(run, i)) due += stats.requests + stats.dropped + stats.unfinished;
  }
  return due;
}

}  // namespace

SweepLevel level_of(const RunRecord& run, double asked, bool of_slo) {
  SweepLevel level;
  level.level = asked;
  level.run_id = run.id;
  level.from_s = std::min(run.warmup_s, run.duration_s);
  level.seconds = measured_seconds(run);
  const auto total = run.stats.total();
  level.requests = total.requests;
  level.failures = total.failures;
  level.dropped = total.dropped;
  level.response_time = level_times(&total.response_time);
  if (!total.streams.empty()) level.streams = streams_of(total.streams, level.seconds);
  for (const auto& figure : quality_figures())
    if (const auto value = figure.read(total.quality); value && figure.is_usual)
      level.quality.push_back({std::string(figure.name), *value});
  level.unfinished = total.unfinished;
  level.held = of_slo ? total.streams.held : total.requests - total.failures;
  const auto due = due_for_goodput(run, of_slo);
  const auto interval = wilson_interval(level.held, due);
  level.share = due > 0 ? static_cast<double>(level.held) / static_cast<double>(due) : 0;
  level.share_low = interval.low;
  level.share_high = interval.high;
  set_rates(run, of_slo, level);
  level.memory = memory_of(run);
  set_state(run, level);
  return level;
}

void judge_pace(const RunRecord& run, SweepLevel& level) {
  const auto total = run.stats.total();
  if (level.state != LevelState::holds || total.response_time.empty()) return;
  const double due = level.level * level.seconds;
  const double steady_s = std::max(0.0, to_seconds(total.response_time.minimum()) - level.from_s);
  const double lag = due - level.per_second * level.seconds - level.level * steady_s;
  if (lag <= (1 - kKeepsUp) * due || lag <= 3 * std::sqrt(due)) return;
  level.state = LevelState::breaks;
  level.reasons.push_back(
      fmt::format("it answers {} a second of {} that come", rate_text(level.per_second), rate_text(level.level)));
}

Result<SweepRequirement> parse_requirement(std::string_view text) {
  const auto refused = [&] {
    return Error{ErrorKind::usage,
                 fmt::format(R"(expected "rate >= 50": users, rate, goodput, throughput or knee, >= or >, and how )"
                             R"(many, got "{}")",
                             text)};
  };
  constexpr std::array<std::string_view, 5> kFigures = {"users", "rate", "goodput", "throughput", "knee"};
  SweepRequirement requirement;
  requirement.expression = text;
  const auto sign = text.find('>');
  if (sign == std::string_view::npos) return refused();
  const auto trimmed = [](std::string_view part) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    return part;
  };
  requirement.figure = trimmed(text.substr(0, sign));
  if (std::find(kFigures.begin(), kFigures.end(), requirement.figure) == kFigures.end()) return refused();
  auto rest = text.substr(sign + 1);
  requirement.strict = !rest.starts_with('=');
  if (!requirement.strict) rest.remove_prefix(1);
  rest = trimmed(rest);
  const auto value = parse_rate(rest);
  if (value.has_error()) return refused();
  requirement.least = *value;
  return requirement;
}

void judge_sweep(SweepRecord& sweep, const SweepEnding& ending) {
  find_limit(sweep);
  find_knee_of(sweep);
  find_best(sweep);
  std::vector<VerdictReason> findings;
  if (ending.interrupted)
    findings.push_back({130, fmt::format("Interrupted after {}.", seconds_text(sweep.duration_s))});
  if (!ending.internal_error.empty()) findings.push_back({70, ending.internal_error});
  if (!ending.unavailable.empty()) findings.push_back({69, ending.unavailable});
  if (!ending.unfit.empty()) findings.push_back({65, ending.unfit});
  if (!ending.leak.empty()) findings.push_back({2, ending.leak});
  for (auto& requirement : sweep.requirements) judge_requirement(sweep, requirement, findings);
  if (!ending.breaks_off()) judge_levels(sweep, findings);
  if (findings.empty()) {
    std::string all;
    for (const auto& requirement : sweep.requirements)
      all += fmt::format("{}{} is met: it is {}", all.empty() ? "" : "; ", requirement.expression,
                         rate_text(*requirement.actual));
    findings.push_back({0, all.empty() ? as_sentence(limit_sentence(sweep)) : all + "."});
  }
  sweep.verdict = verdict_of(std::move(findings));
}

}  // namespace plimsoll
