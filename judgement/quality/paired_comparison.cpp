#include "judgement/quality/paired_comparison.h"

#include "core/random.h"
#include "judgement/fitting/quantiles.h"
#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>
#include <utility>

namespace plimsoll {
namespace {

// The row alone, for figures that are means over rows.
QualityStats stats_of_row(const JudgedRows& all, std::size_t row) {
  auto one = all;
  one.unlabelled = 0;
  one.rows = all.rows.subspan(row, 1);
  QualityStats stats;
  stats.add(one);
  return stats;
}

QualityStats stats_of_rows(const JudgedRows& all, std::span<const std::size_t> places) {
  QualityStats stats;
  auto one = all;
  one.unlabelled = 0;
  for (const auto place : places) {
    one.rows = all.rows.subspan(place, 1);
    stats.add(one);
  }
  return stats;
}

// Figures that are means over rows, or the root of one: the bootstrap of those needs no statistics of each sample.
enum class FigureForm { mean, root_of_mean, whole };

FigureForm form_of(std::string_view name) {
  if (name == "rmse") return FigureForm::root_of_mean;
  for (const auto one : {"accuracy", "log_loss", "brier", "mae", "mape", "pinball"})
    if (name == one) return FigureForm::mean;
  return FigureForm::whole;
}

// What each row adds.
std::optional<std::vector<double>> row_values(const QualityFigure& figure, const JudgedRows& rows, FigureForm form) {
  std::vector<double> values;
  values.reserve(rows.rows.size());
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const auto value = figure.read(stats_of_row(rows, i));
    if (!value) return std::nullopt;
    values.push_back(form == FigureForm::root_of_mean ? *value * *value : *value);
  }
  return values;
}

// Differences of samples, as many as could be told.
class Bootstrap {
 public:
  Bootstrap(const QualityFigure& figure, const JudgedRows& baseline, const JudgedRows& candidate,
            const PairingRules& rules)
      : figure_(figure), baseline_(baseline), candidate_(candidate), rules_(rules), random_(rules.seed) {}

  std::vector<double> differences() {
    const auto form = form_of(figure_.name);
    if (form == FigureForm::whole) return of_samples();
    const auto before = row_values(figure_, baseline_, form);
    const auto after = row_values(figure_, candidate_, form);
    if (!before || !after) return {};
    const std::size_t rows = before->size();
    std::vector<double> found;
    found.reserve(rules_.resamples);
    for (std::size_t sample = 0; sample < rules_.resamples; ++sample) {
      double old_sum = 0;
      double new_sum = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        const auto row = random_.below(rows);
        old_sum += (*before)[row];
        new_sum += (*after)[row];
      }
      const double old_mean = old_sum / static_cast<double>(rows);
      const double new_mean = new_sum / static_cast<double>(rows);
      const bool is_root = form == FigureForm::root_of_mean;
      found.push_back(is_root ? std::sqrt(new_mean) - std::sqrt(old_mean) : new_mean - old_mean);
    }
    return found;
  }

 private:
  static constexpr std::size_t kFewestSamples = 200;
  static constexpr std::size_t kMostDrawn = 20'000'000;

  std::vector<double> of_samples() {
    const std::size_t rows = baseline_.rows.size();
    std::vector<std::size_t> drawn(rows);
    std::vector<double> found;
    // Of many rows fewer samples tell as much, and each costs all of them.
    const auto most = std::max<std::size_t>(kFewestSamples, kMostDrawn / std::max<std::size_t>(1, rows));
    for (std::size_t sample = 0; sample < std::min(rules_.resamples, most); ++sample) {
      for (auto& row : drawn) row = random_.below(rows);
      const auto before = figure_.read(stats_of_rows(baseline_, drawn));
      const auto after = figure_.read(stats_of_rows(candidate_, drawn));
      if (before && after) found.push_back(*after - *before);
    }
    return found;
  }

  const QualityFigure& figure_;
  const JudgedRows& baseline_;
  const JudgedRows& candidate_;
  const PairingRules& rules_;
  Random random_;
};

ModelFigure figure_of(const QualityFigure& figure, const JudgedRows& rows, double value,
                      std::span<const std::size_t> fold_of_row, std::size_t folds) {
  ModelFigure made{value, {}, {}};
  if (folds < 2) return made;
  std::vector<double> values;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < fold_of_row.size(); ++i)
      if (fold_of_row[i] == fold) places.push_back(i);
    const auto one = figure.read(stats_of_rows(rows, places));
    if (!one) return made;
    values.push_back(*one);
  }
  made.folds_mean = mean(values);
  made.folds_std = standard_deviation(values);
  return made;
}

constexpr std::string_view kAccuracy = "accuracy";

ModelVerdict verdict_of(const FigureComparison& comparison) {
  if (comparison.low <= 0 && comparison.high >= 0) return ModelVerdict::cannot_tell;
  return (comparison.low > 0) == comparison.is_better_higher ? ModelVerdict::better : ModelVerdict::worse;
}

}  // namespace

const FigureComparison& deciding_figure(const FigureComparison& usual, const std::vector<FigureComparison>& all) {
  const auto worse = std::find_if(all.begin(), all.end(), [](const FigureComparison& one) {
    return one.figure == kAccuracy && one.verdict == ModelVerdict::worse;
  });
  return worse == all.end() ? usual : *worse;
}

std::vector<std::size_t> folds_of(const JudgedRows& rows, std::size_t folds, std::uint64_t seed) {
  std::vector<std::size_t> order(rows.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(seed);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  if (!rows.are_values)
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t one, std::size_t other) { return rows.rows[one].label < rows.rows[other].label; });
  std::vector<std::size_t> fold(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) fold[order[i]] = i % std::max<std::size_t>(1, folds);
  return fold;
}

std::optional<FigureComparison> compare_models(const QualityFigure& figure, const JudgedRows& baseline,
                                               const JudgedRows& candidate, const PairingRules& rules) {
  const std::size_t rows = baseline.rows.size();
  if (rows < kFewestComparedRows || candidate.rows.size() != rows) return std::nullopt;
  QualityStats before;
  QualityStats after;
  before.add(baseline);
  after.add(candidate);
  const auto old_value = figure.read(before);
  const auto new_value = figure.read(after);
  if (!old_value || !new_value) return std::nullopt;

  const auto folds = rows >= 2 * rules.folds ? rules.folds : 0;
  const auto fold_of_row = folds_of(baseline, folds, rules.seed);
  FigureComparison comparison;
  comparison.figure = figure.name;
  comparison.is_better_higher = figure.is_better_higher;
  comparison.baseline = figure_of(figure, baseline, *old_value, fold_of_row, folds);
  comparison.candidate = figure_of(figure, candidate, *new_value, fold_of_row, folds);
  comparison.difference = *new_value - *old_value;
  const auto drawn = Bootstrap(figure, baseline, candidate, rules).differences();
  if (drawn.empty()) return std::nullopt;
  // A sample's spread is that of n rows by n, and its tails are the normal law's: both are wider in truth.
  const auto n = static_cast<double>(rows);
  const double deviations = student_quantile((1 + rules.confidence) / 2, n - 1) * std::sqrt(n / (n - 1));
  const double tail = std::erfc(deviations / std::numbers::sqrt2) / 2;
  comparison.low = quantile(drawn, tail);
  comparison.high = quantile(drawn, 1 - tail);
  comparison.verdict = verdict_of(comparison);
  return comparison;
}

}  // namespace plimsoll
