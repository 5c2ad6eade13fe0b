#include "record/quality/labelled_request.h"

#include "record/steps/step_joining.h"

#include <cmath>
#include <string_view>

namespace plimsoll {
QualityStep QualityStep::of(const QualityStats& stats) {
  QualityStep step;
  const auto sum = [](std::optional<double> mean, std::uint64_t count) {
    return mean ? *mean * static_cast<double>(count) : 0;
  };
  const auto& classes = stats.classes;
  step.rows = stats.rows();
  for (std::size_t label = 0; label < classes.classes(); ++label) step.hits += classes.count(label, label);
  step.rated = classes.rated();
  step.log_loss = sum(classes.log_loss(), classes.rated());
  step.brier = sum(classes.brier(), classes.rated());
  step.squared = stats.values.squared.value();
  step.absolute = stats.values.absolute.value();
  return step;
}

void QualityStep::add(const QualityStep& other) {
  rows += other.rows;
  hits += other.hits;
  rated += other.rated;
  log_loss += other.log_loss;
  brier += other.brier;
  squared += other.squared;
  absolute += other.absolute;
}

void QualitySteps::add(double middle_s, const QualityStats& stats, std::size_t most) {
  if (stats.rows() == 0) return;
  const auto join = [](QualityStep& step, const QualityStep& next) { step.add(next); };
  step_at(middle_s, steps, step_s, most, join).add(QualityStep::of(stats));
}

std::optional<double> QualitySteps::figure(const QualityStep& step, std::string_view name) {
  const auto mean = [](double sum, std::uint64_t count) {
    return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
  };
  if (name == "accuracy") return mean(static_cast<double>(step.hits), step.rows);
  if (name == "log_loss") return mean(step.log_loss, step.rated);
  if (name == "brier") return mean(step.brier, step.rated);
  if (name == "mae") return mean(step.absolute, step.rows);
  const auto squared = mean(step.squared, step.rows);
  return name == "rmse" && squared ? std::optional(std::sqrt(*squared)) : std::nullopt;
}

}  // namespace plimsoll
