#include "engine/requests/row_judge.h"

#include "core/json/json.h"
#include "engine/checks/json_tolerance.h"
#include "engine/checks/line_likeness.h"
#include "engine/checks/shown_json.h"
#include "engine/requests/predicted_rows.h"
#include "scenarios/json_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

namespace plimsoll {
namespace {

using nlohmann::json;

struct PlaceOfRow {
  JsonPath path;
  const RowCheck* check = nullptr;
};

CheckFailure failed_row(std::string message, std::string detail = {}) {
  return {FailureKind::check, std::move(message), std::move(detail)};
}

}  // namespace

void RowLook::clear() {
  is_read = is_unread = false;
  judged = {};
  rows.clear();
  probabilities.clear();
}

struct RowJudge::Compiled {
  const RequestTemplate* request = nullptr;
  const RowRules* rules = nullptr;
  std::vector<PlaceOfRow> places;
  std::optional<JsonPath> prediction, probability;
  std::optional<PredictedRows> rows;  // of quality
  std::optional<LineLikeness> like;

  // Of the files that have a line for each row.
  std::size_t line_of(const TemplateInputs& inputs, std::size_t body) const {
    return rules->feeder_of_lines ? inputs.rows[*rules->feeder_of_lines].number() : body;
  }
  // Null where the file has no line for it: rows that are read while the load goes on may be more.
  json value_of(const RowValue& value, TemplateInputs& inputs, std::size_t body, std::string& text) const {
    if (value.lines) {
      const auto line = line_of(inputs, body);
      return line < value.lines->size() ? parse_json((*value.lines)[line]) : json();
    }
    text.clear();
    render_template(request->varying->expected[*value.text], inputs, text);
    return parse_json(text);
  }

  CheckFailure score(const json& answer, const json& label, RowLook& look) const;
  CheckFailure read_row(const QualityRules& quality, const json& label, const json* predicted, const json* probability,
                        RowLook& look) const;
  CheckFailure check(const json& answer, TemplateInputs& inputs, std::size_t body, std::string& text) const;
};

RowJudge::RowJudge(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
RowJudge::~RowJudge() = default;

Result<std::shared_ptr<const RowJudge>> RowJudge::compile(const RequestTemplate& request) {
  auto compiled = std::make_unique<Compiled>();
  compiled->request = &request;
  compiled->rules = request.by_row.get();
  for (const auto& check : request.by_row->checks) {
    auto path = JsonPath::compile(check.path);
    if (path.has_error()) return path.error();
    compiled->places.push_back({*std::move(path), &check});
  }
  if (request.by_row->like) {
    auto like = LineLikeness::compile(*request.by_row->like);
    if (like.has_error()) return like.error();
    compiled->like = *std::move(like);
  }
  if (const auto& quality = request.by_row->quality) {
    const auto compile_into = [](const std::string& text, std::optional<JsonPath>& into) -> Result<> {
      if (text.empty()) return {};
      auto path = JsonPath::compile(text);
      if (path.has_error()) return path.error();
      into = *std::move(path);
      return {};
    };
    if (auto done = compile_into(quality->prediction, compiled->prediction); done.has_error()) return done.error();
    if (auto done = compile_into(quality->probability, compiled->probability); done.has_error()) return done.error();
    compiled->rows.emplace(*quality);
  }
  return std::shared_ptr<const RowJudge>(new RowJudge(std::move(compiled)));
}

CheckFailure RowJudge::judge(Answer& answer, TemplateInputs& inputs, std::size_t body, RowLook& look) const {
  look.clear();
  CheckFailure unlike;
  if (compiled_->like) {
    unlike = compiled_->like->judge(answer, compiled_->line_of(inputs, body));
    if (!compiled_->rows && (compiled_->places.empty() || unlike.kind != FailureKind::none)) return unlike;
  }
  const auto* whole = answer.json.get();
  if (whole == nullptr) {
    look.is_unread = compiled_->rows.has_value();
    return failed_row(answer.json.problem(), answer.json.place());
  }
  CheckFailure found;
  if (compiled_->rows) {
    const auto label = compiled_->value_of(compiled_->rules->quality->label, inputs, body, look.text);
    found = compiled_->score(*whole, label, look);
    look.is_read = found.kind == FailureKind::none;
    look.is_unread = !look.is_read;
  }
  if (found.kind == FailureKind::none) found = std::move(unlike);
  if (found.kind == FailureKind::none) found = compiled_->check(*whole, inputs, body, look.text);
  return found;
}

CheckFailure RowJudge::Compiled::score(const json& answer, const json& label, RowLook& look) const {
  const auto& quality = *rules->quality;
  const std::size_t count = label.is_array() ? label.size() : 1;
  const auto read = [&](const std::optional<JsonPath>& path,
                        std::optional<std::vector<const json*>>& into) -> CheckFailure {
    if (!path) return {};
    const auto matches = path->select(answer);
    if (matches.empty()) return failed_row(fmt::format("{} is missing: quality cannot be told", path->text()));
    into = PredictedRows::of_rows(matches, count);
    if (into) return {};
    return failed_row(fmt::format("{} has not as many predictions as the request had rows", path->text()),
                      fmt::format("{} rows, found: {}", count, shown_json(*matches.front())));
  };
  std::optional<std::vector<const json*>> predicted;
  std::optional<std::vector<const json*>> probabilities;
  if (auto failure = read(prediction, predicted); failure.kind != FailureKind::none) return failure;
  if (auto failure = read(probability, probabilities); failure.kind != FailureKind::none) return failure;
  for (std::size_t i = 0; i < count; ++i) {
    auto failure = read_row(quality, label.is_array() ? label[i] : label, predicted ? (*predicted)[i] : nullptr,
                            probabilities ? (*probabilities)[i] : nullptr, look);
    if (failure.kind != FailureKind::none) return failure;
  }
  auto& judged = look.judged;
  judged.are_values = quality.are_values;
  judged.classes = quality.classes.size();
  judged.positive = quality.positive;
  judged.quantile = quality.quantile;
  judged.rows = look.rows;
  judged.probabilities = look.probabilities;
  return {};
}

CheckFailure RowJudge::Compiled::read_row(const QualityRules& quality, const json& label, const json* predicted,
                                          const json* probability_given, RowLook& look) const {
  JudgedRow row;
  const auto no_prediction = [&] {
    return failed_row(fmt::format("{} is no {}", prediction->text(), quality.are_values ? "number" : "class"),
                      "found: " + shown_json(*predicted));
  };
  if (quality.are_values) {
    const auto wanted = PredictedRows::number_of(label);
    const auto found = PredictedRows::number_of(*predicted);
    if (!found) return no_prediction();
    row.label_value = wanted.value_or(0);
    row.predicted_value = *found;
    if (wanted)
      look.rows.push_back(row);
    else
      ++look.judged.unlabelled;
    return {};
  }
  row.first_probability = look.probabilities.size();
  if (probability_given != nullptr) {
    const auto added = rows->add_probabilities(*probability_given, look.probabilities);
    if (added.has_error())
      return failed_row(fmt::format("{} {}", probability->text(), added.error().message),
                        "found: " + shown_json(*probability_given));
    row.probabilities = quality.classes.size();
    const auto first = look.probabilities.begin() + static_cast<std::ptrdiff_t>(row.first_probability);
    row.predicted = static_cast<std::size_t>(std::max_element(first, look.probabilities.end()) - first);
  }
  if (predicted != nullptr) {
    const auto found = rows->class_of_answer(*predicted);
    if (!found) return no_prediction();
    row.predicted = *found;
  }
  const auto wanted = rows->class_of_label(label);
  if (!wanted) {
    ++look.judged.unlabelled;
    return {};
  }
  row.label = *wanted;
  look.rows.push_back(row);
  return {};
}

CheckFailure RowJudge::Compiled::check(const json& answer, TemplateInputs& inputs, std::size_t body,
                                       std::string& text) const {
  for (const auto& place : places) {
    const auto matches = place.path.select(answer);
    if (matches.empty()) return failed_row(place.path.text() + " is missing");
    const auto expected = value_of(place.check->value, inputs, body, text);
    const bool is_list = place.check->is_list_of_rows && expected.is_array();
    const auto of_rows = is_list ? PredictedRows::of_rows(matches, expected.size()) : std::nullopt;
    if (is_list && !of_rows)
      return failed_row(fmt::format("{} has not as many values as the request had rows", place.path.text()));
    const auto& found = of_rows ? *of_rows : matches;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto* match = found[i];
      const auto& wanted = of_rows ? expected[i] : expected;
      if (is_equal_within(*match, wanted, place.check->within)) continue;
      const auto tolerance = place.check->within > 0 ? fmt::format(" within {}", place.check->within) : std::string();
      return failed_row(fmt::format("{} is not {}{}", place.path.text(), place.check->label, tolerance),
                        fmt::format("found: {}, expected {}", shown_json(*match), shown_json(wanted)));
    }
  }
  return {};
}

}  // namespace plimsoll
