#include "engine/requests/predicted_rows.h"

#include "core/json/number_text.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace plimsoll {
namespace {

using nlohmann::json;

// Servers round what they send; scores that are no probabilities are further off.
constexpr double kMostOff = 0.01;

// [[0.7]] is 0.7.
const json& bare(const json& value) {
  const json* one = &value;
  while (one->is_array() && one->size() == 1) one = &one->front();
  return *one;
}

std::optional<std::string> name_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number()) return class_name_of(value.get<double>());
  return std::nullopt;
}

bool is_probability(double value) { return value >= -1e-9 && value <= 1 + 1e-9; }

}  // namespace

PredictedRows::PredictedRows(const QualityRules& rules) : rules_(rules) {
  for (std::size_t i = 0; i < rules.classes.size(); ++i) places_.emplace(rules.classes[i], i);
}

std::optional<std::vector<const json*>> PredictedRows::of_rows(std::span<const json* const> matches, std::size_t rows) {
  std::vector<const json*> found(matches.begin(), matches.end());
  // The lists around them: {"predictions": [[1], [0]]}.
  while (found.size() == 1 && rows > 1 && found.front()->is_array()) {
    const auto& list = *found.front();
    found.clear();
    for (const auto& one : list) found.push_back(&one);
  }
  if (found.size() != rows) return std::nullopt;
  return found;
}

std::optional<std::size_t> PredictedRows::place_of(const std::string& name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> PredictedRows::class_of_label(const json& label) const {
  auto name = name_of(label);
  if (!name) return std::nullopt;
  if (label.is_string())
    if (const auto number = number_of_text(*name)) name = class_name_of(*number);
  return place_of(*name);
}

std::optional<std::size_t> PredictedRows::class_of_answer(const json& answer) const {
  const auto& value = bare(answer);
  if (rules_.by_place) {
    const auto number = number_of(value);
    if (!number) return std::nullopt;
    const bool is_place = *number >= 0 && *number < static_cast<double>(rules_.classes.size());
    return is_place && *number == std::floor(*number) ? static_cast<std::size_t>(*number) : rules_.classes.size();
  }
  auto name = name_of(value);
  if (!name) return std::nullopt;
  auto found = place_of(*name);
  if (!found && value.is_string())
    if (const auto number = number_of_text(*name)) found = place_of(class_name_of(*number));
  return found.value_or(rules_.classes.size());
}

std::optional<double> PredictedRows::number_of(const json& value) {
  const auto& one = bare(value);
  if (one.is_string()) return number_of_text(one.get_ref<const std::string&>());
  if (!one.is_number()) return std::nullopt;
  const double number = one.get<double>();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::string PredictedRows::names_of_classes() const {
  constexpr std::size_t kMostNamed = 10;
  std::string names;
  for (std::size_t i = 0; i < std::min(rules_.classes.size(), kMostNamed); ++i)
    names += (i == 0 ? "" : ", ") + rules_.classes[i];
  return rules_.classes.size() > kMostNamed ? names + ", ..." : names;
}

Result<> PredictedRows::append_probabilities(const json& value, std::vector<double>& into) const {
  const auto classes = rules_.classes.size();
  const auto first = into.size();
  if (value.is_number()) {
    if (classes != 2)
      return invalid(
          fmt::format("is one number for {} classes: expected a list of {} probabilities", classes, classes));
    const double positive = value.get<double>();
    into.resize(first + 2);
    into[first + rules_.positive] = positive;
    into[first + 1 - rules_.positive] = 1 - positive;
  } else if (value.is_array()) {
    if (value.size() != classes)
      return invalid(
          fmt::format("has {} probabilities for {} classes ({}): a class that no row has is named by "
                      "classes: [...], in the order of the probabilities",
                      value.size(), classes, names_of_classes()));
    for (const auto& one : value) {
      if (!one.is_number()) return invalid("has something that is no number");
      into.push_back(one.get<double>());
    }
  } else if (value.is_object()) {
    into.resize(first + classes);
    for (const auto& [name, one] : value.items()) {
      auto place = place_of(name);
      if (const auto number = place ? std::nullopt : number_of_text(name)) place = place_of(class_name_of(*number));
      if (!place) return invalid(fmt::format("has the class {}, which no label has", name));
      if (!one.is_number()) return invalid("has something that is no number");
      into[first + *place] = one.get<double>();
    }
  } else {
    return invalid("is no probability: expected a number, a list or an object");
  }
  return {};
}

Result<> PredictedRows::add_probabilities(const json& answer, std::vector<double>& into) const {
  const json* value = &answer;
  while (value->is_array() && value->size() == 1) value = &value->front();
  const auto first = static_cast<std::ptrdiff_t>(into.size());
  if (auto appended = append_probabilities(*value, into); appended.has_error()) return appended;
  if (!std::all_of(into.begin() + first, into.end(), is_probability))
    return invalid("has a value that is not from 0 to 1: probabilities are needed, and no scores");
  if (std::fabs(std::accumulate(into.begin() + first, into.end(), 0.0) - 1) > kMostOff)
    return invalid("has probabilities that do not add up to 1: are they scores, or those of several labels?");
  return {};
}

}  // namespace plimsoll
