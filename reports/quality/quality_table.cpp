#include "reports/quality/quality_table.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

// "Accuracy" stands in a sentence of a terminal as "accuracy".
std::string title_of(const QualityFigure& figure) { return std::string(figure.title); }

void note_request(const LabelledRequest& request, const QualityStats& quality, std::vector<std::string>& notes) {
  const auto& classes = quality.classes;
  if (const auto area = classes.auc(); area && area->error > 0)
    notes.push_back(fmt::format(
        "request {}: more scores came than the {} that are kept, so that the AUC is counted in bins: it is within {} "
        "of {}",
        request.name, format_count(ScoreSet::kMostKept), figure_text(area->error), figure_text(area->value)));
  if (const auto unknown = classes.unknown(); unknown > 0)
    notes.push_back(
        fmt::format("request {}: {} named a class that no label has; they count as wrong. Where answers name a class "
                    "by its place, say by_place: true",
                    request.name, plural(unknown, "answer")));
  if (quality.unlabelled > 0)
    notes.push_back(fmt::format("request {}: {} without a label, in no figure of quality", request.name,
                                plural(quality.unlabelled, "row")));
  if (quality.unread > 0)
    notes.push_back(
        fmt::format("request {}: {} without a prediction that could be read, which are failures and in no figure of "
                    "quality",
                    request.name, plural(quality.unread, "answer")));
}

}  // namespace

bool has_quality(const RunRecord& record) {
  return std::any_of(record.labelled.begin(), record.labelled.end(),
                     [&](const LabelledRequest& request) { return !stats_of(record, request.name).quality.empty(); });
}

QualityTable quality_table(const RunRecord& record) {
  QualityTable table;
  std::vector<std::pair<const LabelledRequest*, QualityStats>> all;
  for (const auto& request : record.labelled) {
    auto quality = stats_of(record, request.name).quality;
    if (!quality.empty()) all.emplace_back(&request, std::move(quality));
  }
  if (all.empty()) return table;
  std::vector<const QualityFigure*> shown;
  for (const auto& figure : quality_figures()) {
    const bool has_it =
        std::any_of(all.begin(), all.end(), [&](const auto& one) { return figure.read(one.second).has_value(); });
    if (figure.is_usual && has_it) shown.push_back(&figure);
  }
  table.titles.emplace_back("Rows");
  for (const auto* figure : shown) table.titles.push_back(title_of(*figure));
  for (const auto& [request, quality] : all) {
    auto& row = table.rows.emplace_back();
    row.name = request->name;
    row.cells.push_back(format_count(quality.rows()));
    for (const auto* figure : shown) row.cells.push_back(figure_text(figure->read(quality)));
  }
  return table;
}

std::vector<std::string> quality_notes(const RunRecord& record) {
  std::vector<std::string> notes;
  for (const auto& request : record.labelled) note_request(request, stats_of(record, request.name).quality, notes);
  return notes;
}

QualityTable confusion_table(const RunRecord& record, const LabelledRequest& request) {
  QualityTable table;
  const auto quality = stats_of(record, request.name).quality;
  const auto& classes = quality.classes;
  if (classes.rows() == 0 || classes.classes() != request.classes.size()) return table;
  table.titles = request.classes;
  if (classes.unknown() > 0) table.titles.emplace_back("no label's");
  for (std::size_t label = 0; label < classes.classes(); ++label) {
    auto& row = table.rows.emplace_back();
    row.name = request.classes[label];
    for (std::size_t predicted = 0; predicted < table.titles.size(); ++predicted)
      row.cells.push_back(format_count(classes.count(label, predicted)));
  }
  return table;
}

QualityTable quality_over_time(const LabelledRequest& request, std::size_t most) {
  constexpr std::array<std::string_view, 5> kNames = {"accuracy", "log_loss", "brier", "rmse", "mae"};
  QualityTable table;
  const auto& steps = request.over_time.steps;
  std::vector<std::string_view> shown;
  for (const auto name : kNames) {
    const bool is_of_values = name == "rmse" || name == "mae";
    const auto has_it = [&](const QualityStep& step) { return QualitySteps::figure(step, name).has_value(); };
    if (is_of_values == request.are_values && std::any_of(steps.begin(), steps.end(), has_it)) shown.push_back(name);
  }
  if (shown.empty()) return table;
  table.titles.emplace_back("Rows");
  for (const auto name : shown) table.titles.push_back(title_of(*find_quality_figure(name)));
  const std::size_t group = (steps.size() + most - 1) / most;
  for (std::size_t i = 0; i < steps.size(); i += group) {
    QualityStep sum;
    for (std::size_t j = i; j < std::min(i + group, steps.size()); ++j) sum.add(steps[j]);
    auto& row = table.rows.emplace_back();
    row.name = seconds_text(static_cast<double>(i) * request.over_time.step_s);
    row.cells.push_back(format_count(sum.rows));
    for (const auto name : shown) row.cells.push_back(figure_text(QualitySteps::figure(sum, name)));
  }
  return table;
}

}  // namespace plimsoll
