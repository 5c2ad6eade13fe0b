#include "scenarios/quality/class_settling.h"

#include "core/json/json.h"
#include "core/json/number_text.h"
#include "core/quality/quality_stats.h"
#include "scenarios/document/document_path.h"
#include "scenarios/feeders/row_block.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <utility>

namespace plimsoll {
namespace {

// One label as it is known before the run.
struct KnownLabel {
  std::optional<std::string> name;  // nothing: there is none
  std::optional<double> number;     // where it is one
  std::string place;                // "line 17 of rows.csv"
};

struct KnownLabels {
  bool are_all = false;  // every row was looked at
  std::string source;    // "species of rows.csv"
  std::vector<KnownLabel> labels;
};

KnownLabel label_of(const nlohmann::json& value, std::string place) {
  KnownLabel label{{}, {}, std::move(place)};
  if (value.is_number()) {
    label.number = value.get<double>();
    label.name = class_name_of(*label.number);
  } else if (value.is_boolean()) {
    label.name = value.get<bool>() ? "true" : "false";
  } else if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
    label.name = value.get<std::string>();
  }
  return label;
}

KnownLabel label_of(const RowBlock::Cell& cell, std::string place) {
  KnownLabel label{{}, {}, std::move(place)};
  if (cell.type == CellType::null || cell.text.empty()) return label;
  label.name = std::string(cell.text);
  if (cell.type == CellType::number) label.number = number_of_text(cell.text);
  if (label.number) label.name = class_name_of(*label.number);
  return label;
}

// The column that a label comes from; null: not from one alone.
const Insertion* column_of(const TemplateText& text) {
  const Insertion* first = nullptr;
  for (const auto& insertion : text.insertions) {
    if (insertion.source != Insertion::Source::column || !insertion.filters.empty()) return nullptr;
    if (first != nullptr && (insertion.feeder != first->feeder || insertion.column != first->column)) return nullptr;
    if (first == nullptr) first = &insertion;
  }
  const bool is_bare = std::all_of(text.literals.begin(), text.literals.end(), [](const std::string& literal) {
    return literal.find_first_not_of("[], ") == std::string::npos;
  });
  return is_bare ? first : nullptr;
}

KnownLabels known_labels(const Scenario& scenario, const RequestTemplate& request) {
  KnownLabels known;
  const auto& label = request.by_row->quality->label;
  if (label.lines) {
    known.are_all = true;
    known.source = "quality.labels";
    for (std::size_t i = 0; i < label.lines->size(); ++i) {
      const auto value = parse_json((*label.lines)[i]);
      const auto place = fmt::format("{} {}", request.by_row->feeder_of_lines ? "row" : "body", i + 1);
      if (!value.is_array()) known.labels.push_back(label_of(value, place));
      for (const auto& one : value.is_array() ? value : nlohmann::json::array())
        known.labels.push_back(label_of(one, place));
    }
    return known;
  }
  const auto* column = column_of(request.varying->expected[*label.text]);
  if (column == nullptr) return known;
  const auto& feeder = scenario.feeders[column->feeder];
  known.source = fmt::format("{} of {}", feeder.columns[column->column].name, feeder.label);
  if (!feeder.rows) return known;
  known.are_all = true;
  for (std::size_t row = 0; row < feeder.rows->rows(); ++row)
    known.labels.push_back(label_of(feeder.rows->cell(row, column->column),
                                    fmt::format("line {} of {}", feeder.rows->line(row), feeder.label)));
  return known;
}

std::vector<std::string> classes_of(const KnownLabels& known) {
  std::set<std::string> names;
  bool are_numbers = true;
  for (const auto& label : known.labels) {
    if (!label.name) continue;
    names.insert(*label.name);
    are_numbers = are_numbers && label.number.has_value();
  }
  std::vector<std::string> classes(names.begin(), names.end());
  if (are_numbers)
    std::sort(classes.begin(), classes.end(), [](const auto& one, const auto& other) {
      return number_of_text(one).value_or(0) < number_of_text(other).value_or(0);
    });
  return classes;
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
  const auto shown = std::min(names.size(), kShown);
  return fmt::format("{}{}", fmt::join(std::span(names).first(shown), ", "), names.size() > shown ? ", ..." : "");
}

class Settling {
 public:
  Settling(const Scenario& scenario, const RequestTemplate& request, std::string path, std::vector<Finding>& findings)
      : known_(known_labels(scenario, request)),
        rules_(*request.by_row->quality),
        path_(std::move(path)),
        findings_(findings) {}

  std::optional<QualityRules> settled() {
    if (!has_some() || !settle_type()) return std::nullopt;
    if (rules_.are_values) return is_of_numbers() ? std::optional(rules_) : std::nullopt;
    if (!settle_list() || !settle_positive() || !are_known()) return std::nullopt;
    return rules_;
  }

 private:
  bool refuse(std::string_view key, std::string message) {
    findings_.push_back({"", fmt::format("{}.quality{}{}", path_, key.empty() ? "" : ".", key), std::move(message)});
    return false;
  }

  bool settle_type() {
    if (rules_.is_type_said) return true;
    if (!rules_.probability.empty() || !rules_.classes.empty() || rules_.positive_name || rules_.by_place) return true;
    const bool has_words = std::any_of(known_.labels.begin(), known_.labels.end(),
                                       [](const KnownLabel& label) { return label.name && !label.number; });
    if (has_words) return true;
    return refuse("", known_.are_all ? "the labels are numbers: say type: classification, or type: regression"
                                     : "say type: classification, or type: regression: the labels are not known before "
                                       "the run");
  }

  bool is_of_numbers() {
    if (!rules_.probability.empty())
      return refuse("probability",
                    "numbers have none: remove it, or say type: "
                    "classification");
    for (const auto& label : known_.labels)
      if (label.name && !label.number)
        return refuse("label",
                      fmt::format("\"{}\" of {} is no number: say type: classification", *label.name, label.place));
    return true;
  }

  bool has_some() {
    if (!known_.are_all) return true;
    const bool has_one =
        std::any_of(known_.labels.begin(), known_.labels.end(), [](auto& label) { return label.name.has_value(); });
    return has_one || refuse("label", fmt::format("no row has a label: {} is empty everywhere", known_.source));
  }

  bool settle_list() {
    const bool is_said = !rules_.classes.empty();
    if (!is_said && !known_.are_all)
      return refuse("classes",
                    "is needed: the labels are not known before the run; name every class, in the order of "
                    "the probabilities");
    if (!is_said) rules_.classes = classes_of(known_);
    for (auto& name : rules_.classes)
      if (const auto number = number_of_text(name)) name = class_name_of(*number);
    const std::set<std::string> different(rules_.classes.begin(), rules_.classes.end());
    if (different.size() != rules_.classes.size()) return refuse("classes", "names one class twice");
    if (rules_.classes.size() < 2)
      return refuse(
          is_said ? "classes" : "label",
          fmt::format("there is one class alone, {}: whatever is answered, nothing is learnt", rules_.classes.front()));
    if (rules_.classes.size() > ClassQuality::kMostClasses)
      return refuse("label", fmt::format("has {} different values, more than {} classes: of numbers say type: "
                                         "regression",
                                         rules_.classes.size(), ClassQuality::kMostClasses));
    return true;
  }

  bool settle_positive() {
    if (!rules_.positive_name) return true;
    if (rules_.classes.size() != 2)
      return refuse("positive", fmt::format("is of two classes, and there are {}: {}", rules_.classes.size(),
                                            some_of(rules_.classes)));
    auto name = *rules_.positive_name;
    if (const auto number = number_of_text(name)) name = class_name_of(*number);
    const auto found = std::find(rules_.classes.begin(), rules_.classes.end(), name);
    if (found == rules_.classes.end())
      return refuse("positive", fmt::format("there is no class {}: expected {}", name, some_of(rules_.classes)));
    rules_.positive = static_cast<std::size_t>(found - rules_.classes.begin());
    return true;
  }

  bool are_known() {
    for (const auto& label : known_.labels)
      if (label.name && std::find(rules_.classes.begin(), rules_.classes.end(), *label.name) == rules_.classes.end())
        return refuse("classes", fmt::format("{} has the label {}, which is none of {}", label.place, *label.name,
                                             some_of(rules_.classes)));
    return true;
  }

  KnownLabels known_;
  QualityRules rules_;
  std::string path_;
  std::vector<Finding>& findings_;
};

template <class ScenarioType, class Use>
void for_each_quality(ScenarioType& scenario, Use use) {
  for (std::size_t i = 0; i < scenario.tasks.size(); ++i) {
    auto& steps = scenario.tasks[i].steps;
    const auto path = path_to_item("requests", i);
    for (std::size_t j = 0; j < steps.size(); ++j)
      if (steps[j].by_row && steps[j].by_row->quality)
        use(steps[j], steps.size() == 1 ? path : path_to_item(path + ".steps", j));
  }
}

bool are_of_values(const QualityFigure& figure) {
  QualityStats numbers;
  numbers.values.add(1, 1, 0.5);
  return figure.read(numbers).has_value();
}

bool needs_probability(const QualityFigure& figure) {
  QualityStats classes;
  classes.classes.begin(2, 1);
  classes.classes.add(0, 0, {});
  return !are_of_values(figure) && !figure.read(classes);
}

}  // namespace

std::vector<Finding> settle_classes(Scenario& scenario) {
  std::vector<Finding> findings;
  for_each_quality(scenario, [&](RequestTemplate& request, const std::string& path) {
    auto settled = Settling(scenario, request, path, findings).settled();
    if (!settled) return;
    auto rules = *request.by_row;
    rules.quality = *std::move(settled);
    request.by_row = std::make_shared<const RowRules>(std::move(rules));
  });
  return findings;
}

std::vector<Finding> label_advice(const Scenario& scenario) {
  std::vector<Finding> advice;
  for_each_quality(scenario, [&](const RequestTemplate& request, const std::string& path) {
    const auto known = known_labels(scenario, request);
    const auto is_missing = [](const KnownLabel& label) { return !label.name; };
    const auto missing = std::count_if(known.labels.begin(), known.labels.end(), is_missing);
    if (missing == 0) return;
    const auto first = std::find_if(known.labels.begin(), known.labels.end(), is_missing);
    advice.push_back({"", path + ".quality.label",
                      fmt::format("{} of {} rows have no label, the first is {}: they are sent, and in no figure of "
                                  "quality",
                                  missing, known.labels.size(), first->place)});
  });
  return advice;
}

namespace {

// Why the figure cannot be had; empty: it can.
std::string trouble_with(const QualityFigure& figure, const Threshold& threshold, const Scenario& scenario) {
  std::set<std::vector<std::string>> kinds;
  bool has_quality = false;
  for_each_quality(scenario, [&](const RequestTemplate& request, const std::string&) {
    if (!threshold.request.empty() && request.name != threshold.request) return;
    const auto& rules = *request.by_row->quality;
    has_quality = true;
    if (rules.are_values == are_of_values(figure) && (!rules.probability.empty() || !needs_probability(figure)))
      kinds.insert(rules.classes);
  });
  if (!has_quality)
    return threshold.request.empty() ? "no request has `quality`, which says what is right for each row"
                                     : "this request has no `quality`, which says what is right for each row";
  if (kinds.empty())
    return are_of_values(figure)       ? "is of numbers that are predicted, and these are classes"
           : needs_probability(figure) ? "needs `probability` in `quality`: where the answer has the probabilities"
                                       : "is of classes, and these are numbers: name rmse, mae, mape or pinball";
  if (kinds.size() == 1) return "";
  return fmt::format("the requests predict different classes: say of which one, like {} of NAME < 1", figure.name);
}

}  // namespace

std::vector<Finding> quality_findings(const Scenario& scenario) {
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < scenario.thresholds.size(); ++i) {
    const auto& threshold = scenario.thresholds[i];
    const auto* figure = find_quality_figure(threshold.metric->name);
    const auto trouble = figure == nullptr ? "" : trouble_with(*figure, threshold, scenario);
    if (!trouble.empty())
      findings.push_back({"", path_to_item("thresholds", i), fmt::format("{}: {}", threshold.expression, trouble)});
  }
  return findings;
}

}  // namespace plimsoll
