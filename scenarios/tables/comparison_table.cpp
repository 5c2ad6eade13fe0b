#include "scenarios/tables/comparison_table.h"

#include "core/json/json.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/comparing/place_pattern.h"
#include "scenarios/quality/quality_table.h"
#include "scenarios/tables/json_check_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

// A file of JSON, with or without the @ that bodies have.
void read_expected_file(const Value& value, BodyLikeDraft& draft, std::string name) {
  if (!value.may_read_files()) return;
  if (name.starts_with('@')) name.erase(0, 1);
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson"))
    return value.refuse(fmt::format("has a line for each row: write lines: \"@{}\"", name));
  auto text = read_file({value.folder() / name, name}, value.context().body_bytes_left);
  if (!text) return value.refuse(text.error().message);
  const auto json = parse_json({*text, name});
  if (!json) return value.refuse(json.error().message);
  draft.check.value = std::make_shared<const nlohmann::json>(*json);
  draft.check.text = std::make_shared<const std::string>(*std::move(text));
  draft.check.label = std::move(name);
}

void refuse_by_key(const Value& value, const RuleTrouble& trouble) {
  for (const auto& [key, line, entry] : value.entries())
    if (key == trouble.key) return entry.refuse(trouble.message);
}

std::optional<Check> read_body_like(const Value& value) {
  BodyLikeDraft draft;
  read_object(value, body_like_table(), draft);
  int given = 0;
  for (const auto* key : {"file", "value", "lines"}) given += value.node().find(key) != nullptr ? 1 : 0;
  if (value.is_map() && given != 1) {
    value.refuse(given == 0 ? "needs one of `file`, `value` and `lines`: what the answer is like"
                            : "has several of `file`, `value` and `lines`: keep one of them");
    return std::nullopt;
  }
  if (const auto trouble = trouble_of(draft.check.rules)) refuse_by_key(value, *trouble);
  if (!draft.check.value && !draft.check.lines) return std::nullopt;
  return Check(std::move(draft.check));
}

template <class T, class Member>
Field<BodyLikeDraft> rule_field(FieldWords words, Member ComparisonRules::*member, const ValueType<T>& type) {
  return field_with<BodyLikeDraft>(std::move(words), type, [member](const Value&, BodyLikeDraft& draft, T value) {
    draft.check.rules.*member = std::move(value);
  });
}

template <class T, class Member>
Field<BodyLikeDraft> number_rule(FieldWords words, Member NumberTolerance::*member, const ValueType<T>& type) {
  return field_with<BodyLikeDraft>(std::move(words), type, [member](const Value&, BodyLikeDraft& draft, T value) {
    draft.check.rules.tolerance.*member = std::move(value);
  });
}

template <class T>
ValueType<T> one_of_names(const std::vector<std::string_view>& names) {
  const auto words = word_type(names);
  return {words.words, words.schema, [read = words.read, names](const Value& value) -> std::optional<T> {
            const auto name = read(value);
            if (!name) return std::nullopt;
            return static_cast<T>(std::distance(names.begin(), std::find(names.begin(), names.end(), *name)));
          }};
}

using Compile = Result<PlacePattern> (*)(std::string_view);

ValueType<std::string> pattern_type(std::string words, Compile compile) {
  return {std::move(words), R"({"type": "string"})", [compile](const Value& value) -> std::optional<std::string> {
            const auto pattern = value.parsed(compile);
            return pattern ? std::optional(pattern->text()) : std::nullopt;
          }};
}

// Where what stands in the values cannot tell the place.
Result<PlacePattern> compile_without_filter(std::string_view text) {
  auto pattern = PlacePattern::compile(text);
  if (pattern && pattern->is_of_values())
    return invalid(fmt::format("a filter [?...] cannot be used here: \"{}\"; it can in ignore", text));
  return pattern;
}

struct OrderRule {
  bool everywhere = false;
  std::vector<std::string> places{};
};

ValueType<OrderRule> order_type() {
  const auto places = list_type(pattern_type("path", compile_without_filter));
  return {"`true`, `false` or list of: path",
          R"({"oneOf": [{"type": "boolean"}, {"type": "string"}, {"type": "array", "items": {"type": "string"}}]})",
          [read = places.read](const Value& value) -> std::optional<OrderRule> {
            if (value.is_word("true")) return OrderRule{true};
            if (value.is_word("false")) return OrderRule{};
            auto list = read(value);
            return list ? std::optional(OrderRule{false, *std::move(list)}) : std::nullopt;
          }};
}

ValueType<std::vector<PlaceTolerance>> tolerance_at_type() {
  return {"mapping of paths to [tolerance](#tolerance)",
          R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/tolerance"}})",
          [](const Value& value) -> std::optional<std::vector<PlaceTolerance>> {
            if (!value.is_map()) {
              value.expected(R"(a mapping like {"$.scores[*]": {absolute_tolerance: 0.01}})");
              return std::nullopt;
            }
            std::vector<PlaceTolerance> list;
            for (const auto& [key, line, entry] : value.entries()) {
              const auto pattern = compile_without_filter(key);
              if (!pattern) value.context().log.add(line, entry.path(), pattern.error().message);
              PlaceTolerance one{std::string(key), {}};
              read_object(entry, tolerance_table(), one.tolerance);
              list.push_back(std::move(one));
            }
            return list;
          }};
}

ValueType<bool> notation_type() {
  const auto words = word_type({"f", "e"});
  return {words.words, words.schema, [read = words.read](const Value& value) -> std::optional<bool> {
            const auto word = read(value);
            return word ? std::optional(*word == "e") : std::nullopt;
          }};
}

}  // namespace

ValueType<Check> body_like_type() {
  return {"[body_like](#body_like)", R"({"$ref": "#/$defs/body_like"})", read_body_like};
}

ValueType<ComparisonDialect> dialect_type() {
  return one_of_names<ComparisonDialect>({kDialectNames.begin(), kDialectNames.end()});
}

ValueType<DifferenceKind> difference_kind_type() {
  return one_of_names<DifferenceKind>({kDifferenceNames.begin(), kDifferenceNames.end()});
}

ValueType<std::string> place_pattern_type() {
  return pattern_type("path like `$.id`, `$..id` or `root['id']`", PlacePattern::compile);
}
ValueType<std::string> place_glob_type() {
  return pattern_type("glob over paths, like `$.meta.*_at`", PlacePattern::compile_glob);
}
ValueType<std::string> place_regex_type() {
  return pattern_type("regular expression over paths", PlacePattern::compile_regex);
}

ValueType<unsigned> digits_type() {
  const auto count = count_type(0, kMostDigits);
  return {count.words, count.schema, [read = count.read](const Value& value) -> std::optional<unsigned> {
            const auto digits = read(value);
            return digits ? std::optional(static_cast<unsigned>(*digits)) : std::nullopt;
          }};
}

ValueType<double> threshold_type() {
  const auto number = number_type();
  return {"number from 0 to 1", R"({"type": "number", "minimum": 0, "maximum": 1})",
          [read = number.read](const Value& value) -> std::optional<double> {
            const auto share = read(value);
            if (share && *share > 1) {
              value.expected("a number from 0 to 1");
              return std::nullopt;
            }
            return share;
          }};
}

const ObjectTable<NumberTolerance>& tolerance_table() {
  static const ObjectTable<NumberTolerance> kTable = {
      "tolerance",
      "By how much the numbers at a place may differ; what is not said here is that of the whole.",
      {
          field({"absolute_tolerance", "", "by how much numbers may differ"}, &NumberTolerance::absolute,
                number_type()),
          field({"relative_tolerance", "", "the same, as a share of the expected number"}, &NumberTolerance::relative,
                number_type()),
          field({"significant_digits", "", "numbers are equal that round to the same, with so many digits"},
                &NumberTolerance::significant_digits, digits_type()),
      },
      {{"tolerance", "needs its unit: absolute_tolerance, or relative_tolerance as a share of the expected number"}}};
  return kTable;
}

const ObjectTable<BodyLikeDraft>& body_like_table() {
  static const ObjectTable<BodyLikeDraft> kTable = {
      "body_like",
      "The whole answer is like this JSON, numbers within a tolerance; see [comparing](comparing.md).",
      {
          field_with<BodyLikeDraft>({"file", "", "the expected answer, in a file"}, text_type(), read_expected_file),
          field_with<BodyLikeDraft>({"value", "", "the expected answer, written here"}, any_json_type(),
                                    [](const Value&, BodyLikeDraft& draft, SharedJson value) {
                                      draft.check.text = std::make_shared<const std::string>(to_text(*value));
                                      draft.check.value = std::move(value);
                                    }),
          field_with<BodyLikeDraft>(
              {"lines", "",
               "the expected answer of its own for each row of data, or for each of the request's bodies, in their "
               "order; as `plimsoll snapshot` writes it"},
              json_lines_type(),
              [](const Value& value, BodyLikeDraft& draft, JsonLines lines) {
                draft.check.lines = std::move(lines);
                if (!value.is_scalar()) return;
                draft.check.label = value.text().value_or("");
                if (draft.check.label.starts_with('@')) draft.check.label.erase(0, 1);
              }),
          rule_field({"like", "plimsoll", "whose meaning the comparison has"}, &ComparisonRules::like, dialect_type()),
          number_rule({"absolute_tolerance", "0", "by how much numbers may differ; DeepDiff's math_epsilon"},
                      &NumberTolerance::absolute, number_type()),
          number_rule({"relative_tolerance", "0", "the same, as a share of the expected number; either is enough"},
                      &NumberTolerance::relative, number_type()),
          number_rule({"significant_digits", "", "numbers are equal that round to the same, with so many digits"},
                      &NumberTolerance::significant_digits, digits_type()),
          rule_field({"number_format_notation", "f", "digits are those behind the point, or (`e`) of the mantissa"},
                     &ComparisonRules::scientific, notation_type()),
          rule_field({"tolerance_at", "", "other tolerances at some places; the last that matches counts"},
                     &ComparisonRules::tolerance_at, tolerance_at_type()),
          rule_field({"ignore", "", "places that are not compared"}, &ComparisonRules::ignored,
                     list_type(place_pattern_type())),
          rule_field({"ignore_glob", "", "the same by globs: `*` is anything but `.` and `[`, `**` anything"},
                     &ComparisonRules::ignored_globs, list_type(place_glob_type())),
          rule_field({"ignore_regex", "", "the same by expressions that are found in the path"},
                     &ComparisonRules::ignored_regexes, list_type(place_regex_type())),
          field_with<BodyLikeDraft>({"ignore_order", "false", "lists in any order: all, or those at these places"},
                                    order_type(),
                                    [](const Value&, BodyLikeDraft& draft, OrderRule rule) {
                                      draft.check.rules.ignore_order = rule.everywhere;
                                      draft.check.rules.ignore_order_at = std::move(rule.places);
                                    }),
          rule_field({"report_repetition", "",
                      "in lists of any order it counts how often an element is there; "
                      "`false` for DeepDiff, else `true`"},
                     &ComparisonRules::report_repetition, boolean_type()),
          rule_field({"ignore_numeric_type_changes", "", "`1` is `1.0`; `false` for DeepDiff, else `true`"},
                     &ComparisonRules::ignore_numeric_type_changes, boolean_type()),
          rule_field({"text_numbers", "false", "`\"0.5\"` is the number `0.5`, within the same tolerances"},
                     &ComparisonRules::text_numbers, boolean_type()),
          rule_field({"ignore_string_case", "false", "texts in any case (of A to Z)"},
                     &ComparisonRules::ignore_string_case, boolean_type()),
          rule_field({"ignore_private_variables", "", "names that begin with `__` are left out; `true` for DeepDiff"},
                     &ComparisonRules::ignore_private_variables, boolean_type()),
          rule_field({"threshold_to_diff_deeper", "",
                      "objects that share less of their names than this are one change "
                      "of value; 0.33 for DeepDiff from 8, else 0"},
                     &ComparisonRules::threshold_to_diff_deeper, threshold_type()),
          rule_field({"zip_ordered_iterables", "", "of DeepDiff: lists by index alone"},
                     &ComparisonRules::zip_ordered_iterables, boolean_type()),
          rule_field({"log_scale_similarity_threshold", "",
                      "of DeepDiff, with its use_log_scale: by how much the "
                      "logarithms of numbers may differ"},
                     &ComparisonRules::log_scale, number_type()),
          rule_field({"only", "all", "the kinds of differences that count"}, &ComparisonRules::only,
                     list_type(difference_kind_type())),
      },
      {
          {"tolerance", "needs its unit: absolute_tolerance, or relative_tolerance as a share of the expected number"},
          {"math_epsilon", "is called absolute_tolerance here"},
          {"exclude_paths", "is called ignore here"},
          {"exclude_regex_paths", "is called ignore_regex here"},
          {"use_log_scale", "is given by log_scale_similarity_threshold here"},
          {"ignore_type_in_groups", "is not built: ignore_numeric_type_changes and text_numbers are"},
          {"include_paths", "is not built: ignore what is not compared, or check places by `json`"},
      }};
  return kTable;
}

}  // namespace plimsoll
