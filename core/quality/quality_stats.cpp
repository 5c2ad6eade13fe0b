#include "core/quality/quality_stats.h"

#include <algorithm>

namespace plimsoll {
namespace {

using Figure = std::optional<double>;

template <Figure (ClassQuality::*figure)() const>
Figure of_classes(const QualityStats& stats) {
  return (stats.classes.*figure)();
}

template <Figure (ClassQuality::*figure)(ClassAverage) const, ClassAverage average>
Figure averaged_figure(const QualityStats& stats) {
  return (stats.classes.*figure)(average);
}

template <Figure (ValueQuality::*figure)() const>
Figure of_values(const QualityStats& stats) {
  return (stats.values.*figure)();
}

Figure area(const QualityStats& stats) {
  const auto found = stats.classes.auc();
  return found ? Figure(found->value) : Figure();
}

using Q = ClassQuality;
using A = ClassAverage;

// In the order of the reports.
constexpr QualityFigure kFigures[] = {
    {"accuracy", "Accuracy", of_classes<&Q::accuracy>, true},
    {"precision", "Precision", averaged_figure<&Q::precision, A::usual>, true},
    {"recall", "Recall", averaged_figure<&Q::recall, A::usual>, true},
    {"f1", "F1", averaged_figure<&Q::f1, A::usual>, true},
    {"log_loss", "Log loss", of_classes<&Q::log_loss>, false},
    {"brier", "Brier score", of_classes<&Q::brier>, false},
    {"auc", "AUC", area, true},
    {"calibration_error", "Calibration error", of_classes<&Q::calibration_error>, false},
    {"rmse", "RMSE", of_values<&ValueQuality::rmse>, false},
    {"mae", "MAE", of_values<&ValueQuality::mae>, false},
    {"mape", "MAPE", of_values<&ValueQuality::mape>, false},
    {"pinball", "Pinball loss", of_values<&ValueQuality::pinball_loss>, false},
    {"precision_macro", "Precision, macro", averaged_figure<&Q::precision, A::macro>, true, false},
    {"precision_micro", "Precision, micro", averaged_figure<&Q::precision, A::micro>, true, false},
    {"precision_weighted", "Precision, weighted", averaged_figure<&Q::precision, A::weighted>, true, false},
    {"recall_macro", "Recall, macro", averaged_figure<&Q::recall, A::macro>, true, false},
    {"recall_micro", "Recall, micro", averaged_figure<&Q::recall, A::micro>, true, false},
    {"recall_weighted", "Recall, weighted", averaged_figure<&Q::recall, A::weighted>, true, false},
    {"f1_macro", "F1, macro", averaged_figure<&Q::f1, A::macro>, true, false},
    {"f1_micro", "F1, micro", averaged_figure<&Q::f1, A::micro>, true, false},
    {"f1_weighted", "F1, weighted", averaged_figure<&Q::f1, A::weighted>, true, false},
};

}  // namespace

void QualityStats::add(const JudgedRows& judged) {
  unlabelled += judged.unlabelled;
  if (!judged.are_values) classes.begin(judged.classes, judged.positive);
  for (const auto& row : judged.rows) {
    if (judged.are_values)
      values.add(row.label_value, row.predicted_value, judged.quantile);
    else
      classes.add(row.label, row.predicted, judged.probabilities.subspan(row.first_probability, row.probabilities));
  }
}

// Requests of other classes are another model's: their figures have nothing in common.
void QualityStats::merge(const QualityStats& other) {
  classes.merge(other.classes);
  values.merge(other.values);
  unlabelled += other.unlabelled;
  unread += other.unread;
}

void QualityStats::clear() {
  classes.clear();
  values = {};
  unlabelled = unread = 0;
}

std::span<const QualityFigure> quality_figures() { return kFigures; }

const QualityFigure* find_quality_figure(std::string_view name) {
  const auto figures = quality_figures();
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const auto& one) { return one.name == name; });
  return found == figures.end() ? nullptr : &*found;
}

}  // namespace plimsoll
