#include "judgement/judge.h"

#include "judgement/explanation.h"
#include "judgement/limit_caveat.h"
#include "judgement/pool_caveat.h"
#include "judgement/processes.h"
#include "judgement/series_verdict.h"
#include "judgement/traces/trace.h"

#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

using Figure = std::optional<double>;

struct Estimate {
  Figure& value;
  Figure& low;
  Figure& high;
};

// The sum of two independent figures, in the place of the first; nothing where either is missing.
void add(Estimate to, Estimate other) {
  if (!to.value || !other.value) {
    for (Figure* figure : {&to.value, &to.low, &to.high}) figure->reset();
    return;
  }
  const double below = std::hypot(*to.value - *to.low, *other.value - *other.low);
  const double above = std::hypot(*to.high - *to.value, *other.high - *other.value);
  to.value = *to.value + *other.value;
  to.low = *to.value - below;
  to.high = *to.value + above;
}

bool graver(const LeakVerdict& a, const LeakVerdict& b) {
  if (gravity_of(a.verdict) != gravity_of(b.verdict)) return gravity_of(a.verdict) > gravity_of(b.verdict);
  return a.ci_high > b.ci_high;
}

// The graver one speaks, with the figures of both.
LeakVerdict merge(LeakVerdict stayed, LeakVerdict others) {
  if (!stayed.bytes_per_second) return others;
  if (!others.bytes_per_second) return stayed;
  if (graver(others, stayed)) std::swap(stayed, others);
  LeakVerdict& spoken = stayed;
  add({spoken.bytes_per_second, spoken.ci_low, spoken.ci_high},
      {others.bytes_per_second, others.ci_low, others.ci_high});
  add({spoken.bytes_per_request, spoken.bytes_per_request_ci_low, spoken.bytes_per_request_ci_high},
      {others.bytes_per_request, others.bytes_per_request_ci_low, others.bytes_per_request_ci_high});
  for (std::size_t i = 0; i < spoken.by_request.size() && i < others.by_request.size(); ++i) {
    auto& type = spoken.by_request[i];
    auto& other = others.by_request[i];
    add({type.bytes_per_request, type.ci_low, type.ci_high}, {other.bytes_per_request, other.ci_low, other.ci_high});
  }
  return std::move(spoken);
}

Subject subject_of(const JudgeOptions& options) { return {options.subject, options.unit != "bytes"}; }

LeakVerdict judge_processes(const Samples& samples, const JudgeOptions& options) {
  auto parts = part_processes(samples);
  const Subject subject = subject_of(options);
  LeakVerdict verdict =
      judge_series({std::move(parts.stayed), Lives::in_turn, 1, options.limit_bytes, options.horizon_s, subject});
  if (parts.others) {
    verdict = merge(std::move(verdict), judge_series({std::move(*parts.others), Lives::side_by_side, parts.others_alive,
                                                      options.limit_bytes, options.horizon_s, subject}));
  }
  verdict.seconds_to_limit = seconds_to_limit(verdict, parts.memory_bytes);
  return verdict;
}

LeakVerdict judge_bytes(const Trace& trace, const JudgeOptions& options) {
  Samples samples = clean(trace);
  if (!samples.lives.empty()) return judge_processes(samples, options);
  return judge_series(
      {std::move(samples), Lives::in_turn, 1, options.limit_bytes, options.horizon_s, subject_of(options)});
}

// No bytes are no reading of memory, but none of a thing is one of its count.
double bytes_of_count(double count) {
  constexpr double kNextToNone = 1e-9;
  return (count == 0 ? kNextToNone : count) * kBytesOfOne;
}

void scale_back(LeakVerdict& verdict) {
  const auto scale = [](std::optional<double>& figure) {
    if (figure) *figure /= kBytesOfOne;
  };
  for (auto* figure : {&verdict.bytes_per_second, &verdict.ci_low, &verdict.ci_high, &verdict.bytes_per_request,
                       &verdict.bytes_per_request_ci_low, &verdict.bytes_per_request_ci_high, &verdict.limit_bytes})
    scale(*figure);
  for (auto& type : verdict.by_request)
    for (auto* figure : {&type.bytes_per_request, &type.ci_low, &type.ci_high}) scale(*figure);
  if (!verdict.model) return;
  for (auto* points : {&verdict.model->floor, &verdict.model->curve})
    for (auto& point : *points) point.bytes /= kBytesOfOne;
}

LeakVerdict judge_count(Trace trace, JudgeOptions options) {
  for (double& value : trace.memory_bytes) value = bytes_of_count(value);
  if (options.limit_bytes) *options.limit_bytes *= kBytesOfOne;
  LeakVerdict verdict = judge_bytes(trace, options);
  scale_back(verdict);
  return verdict;
}

}  // namespace

LeakVerdict judge(const Trace& trace, const JudgeOptions& options) {
  if (options.unit != "bytes") return judge_count(trace, options);
  LeakVerdict verdict = judge_bytes(trace, options);
  if (options.minimum && is_accused(verdict.verdict) && verdict.ci_high < options.minimum->bytes_per_second) {
    verdict.explanation = explain_allowed(verdict, options.minimum->as_written, subject_of(options));
    verdict.verdict = Verdict::clean;
    verdict.recommended_duration_s.reset();
    verdict.onset_s.reset();
    verdict.seconds_to_limit.reset();
    verdict.cause.reset();
  }
  if (const auto caveat = limit_caveat(trace, verdict); !caveat.empty()) verdict.explanation += " " + caveat;
  if (options.may_be_pool) verdict.pool_bytes = pool_bytes(trace, verdict);
  if (verdict.pool_bytes) verdict.explanation += " " + pool_caveat(*verdict.pool_bytes);
  return verdict;
}

std::vector<ModelPoint> memory_that_stayed(const std::vector<ProcessReading>& readings) {
  Trace trace;
  for (const auto& reading : readings) {
    trace.t_seconds.push_back(reading.t_s);
    trace.memory_bytes.push_back(reading.bytes);
    trace.lives.push_back(reading.life);
  }
  std::vector<ModelPoint> points;
  if (readings.empty()) return points;
  const Processes parts = part_processes(clean(trace));
  if (!parts.others) return points;
  for (std::size_t i = 0; i < parts.stayed.size(); ++i)
    points.push_back({parts.stayed.t_s[i], parts.stayed.memory_bytes[i]});
  return points;
}

}  // namespace plimsoll
