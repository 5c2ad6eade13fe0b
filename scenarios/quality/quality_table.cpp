#include "scenarios/quality/quality_table.h"

#include "core/json/json.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/fields/inline_json.h"
#include "scenarios/fields/json_path_type.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostLineBytes = 64ULL << 20;

std::optional<JsonLines> lines_of_file(const Value& value) {
  if (!value.may_read_files()) return std::nullopt;
  auto name = value.text();
  if (!name) return std::nullopt;
  if (name->starts_with('@')) name->erase(0, 1);
  const auto text = read_file({value.folder() / *name, *name}, kMostLineBytes);
  if (text.has_error()) {
    value.refuse(text.error().message);
    return std::nullopt;
  }
  auto lines = std::make_shared<std::vector<std::string>>();
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text->size();) {
    const auto end = std::min(text->find('\n', begin), text->size());
    std::string line = text->substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (!is_json(line)) {
      value.refuse(fmt::format(R"({}:{}: is not JSON: expected JSON on each line, like 1, "cat" or {{"score": 0.5}})",
                               *name, number));
      return std::nullopt;
    }
    lines->push_back(std::move(line));
  }
  if (!lines->empty()) return lines;
  value.refuse(*name + ": has no line");
  return std::nullopt;
}

std::optional<JsonLines> read_lines(const Value& value) {
  if (value.is_scalar()) return lines_of_file(value);
  const auto list = inline_json(value);
  if (!list) return std::nullopt;
  if (!list->is_array() || list->empty()) {
    value.expected("a file of JSON lines like @labels.jsonl, or a list");
    return std::nullopt;
  }
  auto lines = std::make_shared<std::vector<std::string>>();
  for (const auto& one : *list) lines->push_back(to_text(one));
  return lines;
}

// 1 and "1" are one class.
ValueType<std::string> class_type() { return text_type(); }

ValueType<double> quantile_type() {
  return {"number above 0 and below 1", R"({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})",
          [](const Value& value) -> std::optional<double> {
            const auto number = value.number();
            if (!number || (*number > 0 && *number < 1)) return number;
            value.expected("a number above 0 and below 1, like 0.9");
            return std::nullopt;
          }};
}

Field<QualityDraft> path_field(FieldWords words, std::string QualityRules::*member) {
  return field_with<QualityDraft>(
      std::move(words), json_path_type(),
      [member](const Value&, QualityDraft& draft, std::string path) { draft.rules.*member = std::move(path); });
}

template <class T>
Field<QualityDraft> rule_field(FieldWords words, T QualityRules::*member, const ValueType<T>& type) {
  return field_with<QualityDraft>(std::move(words), type, [member](const Value&, QualityDraft& draft, T value) {
    draft.rules.*member = std::move(value);
  });
}

}  // namespace

ValueType<JsonLines> json_lines_type() {
  return {"file of JSON lines, or list", R"({"type": ["string", "array"]})", read_lines};
}

const ObjectTable<QualityDraft>& quality_table() {
  static const ObjectTable<QualityDraft> kTable = {
      "quality",
      "What is right for each row, and where the answer has what was predicted: figures as accuracy and log loss come "
      "of it, as in [quality](quality.md). One of `label` and `labels`; `prediction`, `probability`, or both.",
      {
          field({"label", "", "what is right for the row that was sent, like `\"{{row.species}}\"`"},
                &QualityDraft::label, text_type()),
          field_with<QualityDraft>(
              {"labels", "",
               "the same in a file: one value for each row of data, or for each of the request's bodies, in their "
               "order; a list for a body of several rows"},
              json_lines_type(),
              [](const Value&, QualityDraft& draft, JsonLines lines) { draft.rules.label.lines = std::move(lines); }),
          path_field({"prediction", "the protocol's", "where the answer has the class, or the number, of each row"},
                     &QualityRules::prediction),
          path_field({"probability", "",
                      "where it has the probability: a number is that of the positive one of two classes; a list is in "
                      "the order of `classes`, an object has their names"},
                     &QualityRules::probability),
          field_with<QualityDraft>(
              {"type", "by the labels", "`classification`, or `regression` where numbers are predicted"},
              word_type({"classification", "regression"}),
              [](const Value&, QualityDraft& draft, std::string_view word) {
                draft.rules.are_values = word == "regression";
                draft.rules.is_type_said = true;
              }),
          rule_field({"classes", "the labels, in order", "every class, in the order of the probabilities"},
                     &QualityRules::classes, list_type(class_type())),
          field_with<QualityDraft>(
              {"positive", "the second class",
               "of two classes the one that is looked for: precision, recall and F1 "
               "are its"},
              class_type(),
              [](const Value&, QualityDraft& draft, std::string name) { draft.rules.positive_name = std::move(name); }),
          rule_field({"by_place", "false", "answers name a class by its place among `classes`, from 0"},
                     &QualityRules::by_place, boolean_type()),
          rule_field({"quantile", "0.5", "what the numbers are meant to be, for the pinball loss"},
                     &QualityRules::quantile, quantile_type()),
      },
      {{"metrics", "all that the answers allow are made: name those that matter in `thresholds`"}}};
  return kTable;
}

}  // namespace plimsoll
