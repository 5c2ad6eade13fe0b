#include "judgement/series_verdict.h"

#include "judgement/attribution.h"
#include "judgement/cause.h"
#include "judgement/explanation.h"
#include "judgement/fitting/onset.h"
#include "judgement/fitting/statistics.h"
#include "judgement/rising_troughs.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

LeakVerdict without_figures(const SeriesQuestion& question, const std::vector<std::string>& types) {
  LeakVerdict verdict;
  verdict.limit_bytes = question.limit_bytes;
  if (types.size() < 2) return verdict;
  for (const auto& type : types) verdict.by_request.push_back({type, {}, {}, {}});
  return verdict;
}

// Memory at the floor points as the model has it: level and covariates beside the line and its shape.
Model draw_model(const FloorPoints& points, const Assessment& found) {
  Model model;
  model.shape = to_string(found.chosen.shape.kind);
  model.shape_parameter = found.chosen.shape.parameter;
  const auto time = time_since_cut(points);
  const auto shape = evaluate(found.chosen.shape, points);
  auto rest = memory_above_least(points);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    rest[i] -= found.chosen.slope * time[i] + found.chosen.amplitude * shape[i];
  }
  const auto left = Design(points, 0).transform(rest);
  for (std::size_t i = 0; i < points.size(); ++i) {
    model.floor.push_back({points.t_s[i], points.memory_bytes[i]});
    model.curve.push_back({points.t_s[i], points.memory_bytes[i] - left[i]});
  }
  return model;
}

Intermediate intermediate_of(const FloorPoints& points, const Assessment& found) {
  Intermediate of;
  of.phi = found.phi;
  of.raw = found.raw;
  of.cut = points.cut_share;
  of.floor_points = points.size();
  of.t = found.t;
  of.plain_t = found.plain_t;
  of.walk_t = found.walk.t;
  of.walk_ratio = found.walk.ratio;
  of.events = found.events;
  of.possible_shapes = found.possible_shapes;
  of.trimmed = found.trimmed;
  of.sawtooth = points.sawtooth;
  of.teeth = points.sawtooth ? points.size() : 0;
  of.persists = found.persists;
  of.tends = found.tends;
  of.worth = found.worth;
  of.harmless = found.harmless;
  of.fell_at_once = found.fell_at_once;
  of.shape = to_string(found.chosen.shape.kind);
  of.shape_parameter = found.chosen.shape.parameter;
  return of;
}

void fill_in_requests(const FloorPoints& points, LeakVerdict& verdict) {
  const double requests_per_second = points.requests.empty() ? 0 : line_slope(points.t_s, points.requests);
  if (requests_per_second <= 0) return;
  verdict.bytes_per_request = *verdict.bytes_per_second / requests_per_second;
  verdict.bytes_per_request_ci_low = *verdict.ci_low / requests_per_second;
  verdict.bytes_per_request_ci_high = *verdict.ci_high / requests_per_second;
}

void fill_in_pace(const FloorPoints& points, const Assessment& found, double alive, LeakVerdict& verdict) {
  verdict.bytes_per_second = found.slope * alive;
  verdict.ci_low = found.low * alive;
  verdict.ci_high = found.high * alive;
  fill_in_requests(points, verdict);
}

std::vector<TypeCost> costs_of_types(const Series& series, const FloorPoints& points, double alive) {
  const auto& names = series.samples.request_types;
  if (names.size() < 2) return {};
  auto costs = attribute(points, names, series.quantum_bytes);
  for (auto& type : costs) {
    for (auto* figure : {&type.cost.bytes_per_request, &type.cost.ci_low, &type.cost.ci_high}) {
      if (*figure) **figure *= alive;
    }
  }
  return costs;
}

LeakVerdict judge_floor(const SeriesQuestion& question, const Series& series, const Trimmed& floor,
                        const Assessment& found) {
  const FloorPoints& points = floor.points;
  LeakVerdict verdict;
  verdict.limit_bytes = question.limit_bytes;
  verdict.verdict = decide(found);
  fill_in_pace(points, found, question.alive, verdict);
  if (is_accused(verdict.verdict))
    verdict.onset_s = points.several_lives() ? series.samples.t_s.front() : onset(series);
  verdict.seconds_to_limit = seconds_to_limit(verdict, found.moved.to_bytes);
  const auto types = costs_of_types(series, points, question.alive);
  for (const auto& type : types) verdict.by_request.push_back(type.cost);
  const Advice advice = advise(series, points, found, verdict.verdict);
  verdict.why = advice.why;
  verdict.recommended_duration_s = advice.duration_s;
  verdict.explanation =
      explain({verdict, found, points, advice, types, question.alive, question.subject, question.horizon_s});
  verdict.cause = find_cause({series, points, found, verdict.verdict, question.alive, question.subject});
  if (question.lives == Lives::in_turn) verdict.model = draw_model(points, found);
  verdict.intermediate = intermediate_of(points, found);
  return verdict;
}

// The floor of too few collections to be judged by the whole method.
LeakVerdict judge_rising(const SeriesQuestion& question, const Series& series, const FloorPoints& troughs,
                         const RisingTroughs& rising) {
  LeakVerdict verdict = without_figures(question, series.samples.request_types);
  verdict.verdict = rising.certain ? Verdict::leaking : Verdict::suspected;
  verdict.bytes_per_second = rising.slope * question.alive;
  verdict.ci_low = rising.low * question.alive;
  verdict.ci_high = rising.high * question.alive;
  fill_in_requests(troughs, verdict);
  verdict.onset_s = series.samples.t_s.front();
  verdict.seconds_to_limit = seconds_to_limit(verdict, series.samples.memory_bytes.back());
  if (!rising.certain) verdict.recommended_duration_s = advise_without_floor(series, troughs).duration_s;
  verdict.explanation = explain_rising(verdict, rising, question.alive, question.subject);
  verdict.intermediate.sawtooth = true;
  verdict.intermediate.teeth = rising.count;
  return verdict;
}

}  // namespace

LeakVerdict judge_series(SeriesQuestion question) {
  Samples samples = thin(std::move(question.samples), question.lives);
  if (samples.size() < kLeastSamples || samples.duration_s() < kLeastSeconds) {
    LeakVerdict verdict = without_figures(question, samples.request_types);
    verdict.why = Inconclusive::too_short;
    verdict.recommended_duration_s = advise_too_short(samples.size(), samples.duration_s());
    verdict.explanation = explain_too_short(samples, question.subject);
    return verdict;
  }
  const Series series = make_series(std::move(samples), question.lives);
  if (auto cut = choose_cut(series)) {
    const Trimmed floor = trim_bursts(std::move(*cut), series.quantum_bytes);
    if (const auto found =
            assess(series, floor, {question.subject.filled_bytes(), question.horizon_s, question.limit_bytes}))
      return judge_floor(question, series, floor, *found);
  }
  LeakVerdict verdict = without_figures(question, series.samples.request_types);
  if (const double within = range(series.samples.memory_bytes);
      question.lives == Lives::in_turn && within < harmless_bytes(median(series.samples.memory_bytes))) {
    verdict.verdict = Verdict::clean;
    verdict.explanation = explain_still(within, series.samples.duration_s(), question.subject);
    return verdict;
  }
  const FloorPoints troughs = floor_points(series, 0);
  if (const auto rising = rising_troughs(troughs); rising && question.lives == Lives::in_turn)
    return judge_rising(question, series, troughs, *rising);
  const Advice advice = advise_without_floor(series, troughs);
  verdict.why = advice.why;
  verdict.recommended_duration_s = advice.duration_s;
  verdict.explanation = explain_without_floor(advice, question.subject);
  return verdict;
}

std::optional<double> seconds_to_limit(const LeakVerdict& verdict, double memory_bytes) {
  if (!is_accused(verdict.verdict) || !verdict.limit_bytes || verdict.bytes_per_second.value_or(0) <= 0)
    return std::nullopt;
  return std::max(0.0, *verdict.limit_bytes - memory_bytes) / *verdict.bytes_per_second;
}

}  // namespace plimsoll
