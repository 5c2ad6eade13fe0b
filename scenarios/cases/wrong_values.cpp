#include "scenarios/cases/wrong_values.h"

#include "core/json/json.h"
#include "core/utf8.h"
#include "scenarios/json_schema/schema_keywords.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using AnyJson = nlohmann::ordered_json;
using Change = WrongValue::Change;

constexpr double kLargestStep = 1e15;  // beyond, one more or less is no other number
constexpr std::uint64_t kLongestMade = 1 << 20;
constexpr std::uint64_t kMostElementsMade = 10'000;
constexpr std::string_view kUnknownName = "plimsoll_extra";

AnyJson number_value(double value) {
  if (value == std::trunc(value) && std::abs(value) < kLargestStep) return static_cast<std::int64_t>(value);
  return value;
}

AnyJson value_in(const JsonTree& tree, JsonTree::Id id) {
  std::string text;
  tree.write(id, text, kLongestMade, JsonNumbers::strict);
  return parse_ordered_json(text);
}

std::size_t code_points_in(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_code_point(text).length);
  return count;
}

std::string first_code_points(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; count > 0 && end < text.size(); --count) end += first_code_point(text.substr(end)).length;
  return std::string(text.substr(0, end));
}

class WrongValues {
 public:
  WrongValues(const SchemaNode& node, const AnyJson& good) : node_(node), good_(good) {}

  std::vector<WrongValue> of_types() {
    if (node_.types == 0) return {};
    const auto add = [this](unsigned bit, const AnyJson& value) {
      if ((node_.types & bit) == 0) replace(value);
    };
    add(kString, "plimsoll");
    add(kInteger | kNumber, 12345);
    if ((node_.types & kInteger) != 0 && (node_.types & kNumber) == 0) replace(12345.5);
    add(kBoolean, true);
    add(kNull, nullptr);
    add(kArray, AnyJson::array());
    add(kObject, AnyJson::object());
    return std::move(values_);
  }

  std::vector<WrongValue> of_rules() {
    if (node_.choices != JsonTree::kNone || node_.constant != JsonTree::kNone || node_.combined) add_others();
    if (node_.number && good_.is_number()) add_numbers(*node_.number);
    if (node_.text && good_.is_string()) add_texts(*node_.text);
    if (node_.array && good_.is_array()) add_lists(*node_.array);
    if (node_.object && good_.is_object()) add_objects(*node_.object);
    return std::move(values_);
  }

 private:
  void replace(const AnyJson& value) { values_.push_back({Change::replace, to_text(value), ""}); }

  void add_others() {
    if (good_.is_number()) replace(987654321);
    if (good_.is_number()) replace(-1);
    if (good_.is_boolean()) replace(!good_.get<bool>());
    replace("plimsoll");
    if (!node_.combined) return;
    replace(nullptr);
    replace(12345.5);
    replace(AnyJson::array());
    replace(AnyJson::object());
  }

  void add_numbers(const NumberRules& rules) {
    const auto add_beyond = [&](const JsonNode* bound, double direction) {
      if (bound == nullptr || std::abs(bound->number) > kLargestStep) return;
      const double whole = direction > 0 ? std::floor(bound->number) + 1 : std::ceil(bound->number) - 1;
      replace(number_value(whole));
      if (rules.step_as_written != nullptr) {
        const double step = rules.step_as_written->number;
        const double steps = direction > 0 ? std::floor(bound->number / step) + 1 : std::ceil(bound->number / step) - 1;
        replace(number_value(steps * step));
      }
    };
    add_beyond(rules.minimum, -1);
    add_beyond(rules.maximum, 1);
    if (rules.exclusive_minimum != nullptr) replace(number_value(rules.exclusive_minimum->number));
    if (rules.exclusive_maximum != nullptr) replace(number_value(rules.exclusive_maximum->number));
    if (!rules.step) return;
    const double step = rules.step_as_written->number;
    replace(number_value(good_.get<double>() + 1));
    replace(number_value(good_.get<double>() + step / 2));
    replace(number_value(good_.get<double>() - step / 2));
  }

  void add_texts(const TextRules& rules) {
    const auto& text = good_.get_ref<const std::string&>();
    if (rules.length.fewest > 0 && rules.length.fewest < kLongestMade) {
      auto shorter = first_code_points(text, rules.length.fewest - 1);
      replace(shorter);
    }
    if (rules.length.most < kLongestMade) {
      const auto length = code_points_in(text);
      const char last = text.empty() || static_cast<unsigned char>(text.back()) >= 0x80 ? 'a' : text.back();
      if (length <= rules.length.most) replace(text + std::string(rules.length.most + 1 - length, last));
    }
    if (!rules.pattern) return;
    const auto length = text.size();
    for (const auto& other : {std::string(length, '!'), std::string(length, 'a'), std::string(length, '0'), text + "!",
                              "!" + text, " " + text, std::string()})
      replace(other);
  }

  void add_lists(const ArrayRules& rules) {
    const auto size = good_.size();
    if (rules.count.fewest > 0 && size >= rules.count.fewest) {
      AnyJson fewer = AnyJson::array();
      for (std::size_t i = 0; i + 1 < rules.count.fewest; ++i) fewer.push_back(good_[i]);
      replace(fewer);
    }
    if (rules.count.most < kMostElementsMade && size <= rules.count.most) {
      AnyJson more = good_;
      while (more.size() <= rules.count.most) more.push_back(size > 0 ? good_.back() : AnyJson(1));
      replace(more);
    }
    if (rules.unique && size > 0) {
      values_.push_back({Change::add_element, to_text(good_.front()), ""});
      AnyJson twice = good_;
      twice.back() = twice.front();
      replace(twice);
    }
    if (rules.contains != kNoSchema) replace(AnyJson::array());
    values_.push_back({Change::add_element, "\"plimsoll\"", ""});
  }

  void add_objects(const ObjectRules& rules) {
    for (const auto& one : rules.names)
      if (one.is_required) remove(one.name);
    for (const auto& dependent : rules.dependents)
      for (const auto name : dependent.required) remove(name);
    const bool has_more = rules.additional != kNoSchema || rules.unevaluated != kNoSchema ||
                          rules.count.most != kNoLimit || rules.property_names != kNoSchema;
    if (has_more) add_member(std::string(kUnknownName));
    if (rules.property_names != kNoSchema)
      for (const auto* name : {"", "!", "plimsoll extra", "PLIMSOLL_EXTRA_NAME_THAT_IS_LONG"}) add_member(name);
    if (rules.count.fewest > 0) {
      AnyJson fewer = good_;
      while (fewer.size() >= rules.count.fewest && !fewer.empty()) fewer.erase(std::prev(fewer.end()));
      replace(fewer);
    }
  }

  void remove(std::string_view name) { values_.push_back({Change::remove_member, "", std::string(name)}); }
  void add_member(std::string name) { values_.push_back({Change::add_member, "1", std::move(name)}); }

  const SchemaNode& node_;
  const AnyJson& good_;
  std::vector<WrongValue> values_;
};

}  // namespace

bool WrongValue::put_into(AnyJson& whole, const std::string& place) const {
  auto& at = whole.at(AnyJson::json_pointer(place));
  switch (change) {
    case Change::replace:
      at = parse_ordered_json(json);
      return true;
    case Change::add_member:
      if (!at.is_object() || at.contains(name)) return false;
      at[name] = parse_ordered_json(json);
      return true;
    case Change::add_element:
      if (!at.is_array()) return false;
      at.push_back(parse_ordered_json(json));
      return true;
    case Change::remove_member:
      break;
  }
  return at.is_object() && at.erase(name) > 0;
}

std::vector<WrongValue> wrong_values(const SchemaNode& node, const AnyJson& good, bool of_types) {
  WrongValues values(node, good);
  return of_types ? values.of_types() : values.of_rules();
}

namespace {

// At the bounds, or beside those that are not meant themselves.
std::vector<double> bounds_of(const NumberRules& rules) {
  std::vector<double> bounds;
  for (const auto* bound : {rules.minimum, rules.maximum, rules.step_as_written})
    if (bound != nullptr && std::isfinite(bound->number)) bounds.push_back(bound->number);
  if (rules.exclusive_minimum != nullptr) bounds.push_back(rules.exclusive_minimum->number + 1);
  if (rules.exclusive_maximum != nullptr) bounds.push_back(rules.exclusive_maximum->number - 1);
  return bounds;
}

}  // namespace

std::vector<std::string> examples_of(const CompiledSchema& schema) {
  constexpr std::size_t kMostExamples = 500;
  std::vector<std::string> examples = {"1", "0.5", "\"a\"", "true", "0", "10", "\"aaaaaaaaaa\"", "null", "[]", "{}"};
  const auto add = [&](const AnyJson& value) {
    auto text = to_text(value);
    if (examples.size() < kMostExamples && std::find(examples.begin(), examples.end(), text) == examples.end())
      examples.push_back(std::move(text));
  };
  for (const auto& node : schema.nodes) {
    const auto& tree = schema.documents.tree(node.place.document);
    if (node.constant != JsonTree::kNone) add(value_in(tree, node.constant));
    if (node.choices != JsonTree::kNone && tree[node.choices].count > 0) add(value_in(tree, node.choices + 1));
    if (node.number)
      for (const auto bound : bounds_of(*node.number)) add(number_value(bound));
    if (node.text && node.text->length.fewest > 0 && node.text->length.fewest <= kLongestMade)
      add(std::string(node.text->length.fewest, 'a'));
  }
  return examples;
}

}  // namespace plimsoll
