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
    {"accuracy", "Accuracy", true, of_classes<&Q::accuracy>},
    {"precision", "Precision", true, averaged_figure<&Q::precision, A::usual>},
    {"recall", "Recall", true, averaged_figure<&Q::recall, A::usual>},
    {"f1", "F1", true, averaged_figure<&Q::f1, A::usual>},
    {"log_loss", "Log loss", false, of_classes<&Q::log_loss>},
    {"brier", "Brier score", false, of_classes<&Q::brier>},
    {"auc", "AUC", true, area},
    {"calibration_error", "Calibration error", false, of_classes<&Q::calibration_error>},
    {"rmse", "RMSE", false, of_values<&ValueQuality::rmse>},
    {"mae", "MAE", false, of_values<&ValueQuality::mae>},
    {"mape", "MAPE", false, of_values<&ValueQuality::mape>},
    {"pinball", "Pinball loss", false, of_values<&ValueQuality::pinball_loss>},
    {"precision_macro", "Precision, macro", true, averaged_figure<&Q::precision, A::macro>, false},
    {"precision_micro", "Precision, micro", true, averaged_figure<&Q::precision, A::micro>, false},
    {"precision_weighted", "Precision, weighted", true, averaged_figure<&Q::precision, A::weighted>, false},
    {"recall_macro", "Recall, macro", true, averaged_figure<&Q::recall, A::macro>, false},
    {"recall_micro", "Recall, micro", true, averaged_figure<&Q::recall, A::micro>, false},
    {"recall_weighted", "Recall, weighted", true, averaged_figure<&Q::recall, A::weighted>, false},
    {"f1_macro", "F1, macro", true, averaged_figure<&Q::f1, A::macro>, false},
    {"f1_micro", "F1, micro", true, averaged_figure<&Q::f1, A::micro>, false},
    {"f1_weighted", "F1, weighted", true, averaged_figure<&Q::f1, A::weighted>, false},
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
