#include "cli/answers/comparison_options.h"

#include "scenarios/comparing/place_pattern.h"
#include "scenarios/fields/value.h"
#include "scenarios/fields/value_type.h"
#include "scenarios/tables/comparison_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

// "$.scores[*]=absolute:0.01"
Result<PlaceTolerance> parse_tolerance_at(const std::string& text) {
  constexpr std::array<std::string_view, 3> kUnits = {"absolute:", "relative:", "digits:"};
  const auto equals = text.rfind('=');
  if (equals == std::string::npos) return invalid("expected a path and its tolerance like '$.scores[*]=absolute:0.01'");
  const auto rest = std::string_view(text).substr(equals + 1);
  const auto* const unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&](std::string_view one) { return rest.starts_with(one); });
  if (unit == kUnits.end())
    return plain_number(rest)
               ? invalid(fmt::format("\"{}\" needs its unit: absolute:{}, relative:{} or digits:3", rest, rest, rest))
               : invalid(fmt::format("\"{}\": expected absolute:0.01, relative:0.01 or digits:3", rest));
  PlaceTolerance tolerance{text.substr(0, equals), {}};
  const auto pattern = PlacePattern::compile(tolerance.place);
  if (pattern.has_error()) return pattern.error();
  const auto number = plain_number(rest.substr(unit->size()));
  if (!number || *number < 0) return invalid(fmt::format("expected a number from 0 behind {}", *unit));
  if (*unit == "absolute:") tolerance.tolerance.absolute = number;
  if (*unit == "relative:") tolerance.tolerance.relative = number;
  if (*unit == "digits:") {
    if (*number > kMostDigits || *number != static_cast<unsigned>(*number))
      return invalid(fmt::format("expected a whole number of digits from 0 to {}", kMostDigits));
    tolerance.tolerance.significant_digits = static_cast<unsigned>(*number);
  }
  return tolerance;
}

template <class T>
ValueType<std::optional<T>> optional_type(const ValueType<T>& type) {
  return {type.words, type.schema, [read = type.read](const Value& value) -> std::optional<std::optional<T>> {
            auto inner = read(value);
            return inner ? std::optional(std::optional<T>(*std::move(inner))) : std::nullopt;
          }};
}

}  // namespace

const std::vector<OptionRow>& comparison_options() {
  constexpr std::string_view kNumbers = "Numbers";
  constexpr std::string_view kPlaces = "Places and lists";
  constexpr std::string_view kMeaning = "Meaning";
  static const std::vector<OptionRow> kRows = {
      {"--absolute-tolerance", "", "By how much numbers may differ", kNumbers},
      {"--relative-tolerance", "", "The same, as a share of the expected number; either is enough", kNumbers},
      {"--significant-digits", "", "Numbers are equal that round to the same, with so many digits", kNumbers},
      {"--number-format-notation", "", "f: digits behind the point; e: of the mantissa (f)", kNumbers},
      {"--tolerance-at", "", "PATH=absolute:0.01, relative:0.01 or digits:3; may be repeated", kNumbers,
       OptionForm::list},
      {"--text-numbers", "", "\"0.5\" is the number 0.5", kNumbers, OptionForm::flag},
      {"--ignore-numeric-type-changes", "", "true or false: 1 is 1.0 (true; false for DeepDiff)", kNumbers},
      {"--ignore", "", "A place that is not compared: $.id, $..id, root['id']; may be repeated", kPlaces,
       OptionForm::list},
      {"--ignore-glob", "", "The same by a glob: $.meta.*_at; may be repeated", kPlaces, OptionForm::list},
      {"--ignore-regex", "", "The same by an expression that is found in the path; may be repeated", kPlaces,
       OptionForm::list},
      {"--ignore-order", "", "Lists in any order", kPlaces, OptionForm::flag},
      {"--ignore-order-at", "", "The lists at this place in any order; may be repeated", kPlaces, OptionForm::list},
      {"--report-repetition", "", "true or false: in any order it counts how often (true; false for DeepDiff)",
       kPlaces},
      {"--like", "", "plimsoll, deepdiff (8.6), deepdiff-6 or deepdiff-9 (plimsoll)", kMeaning},
      {"--only", "", "Kinds of differences that count, like values_changed; may be repeated", kMeaning,
       OptionForm::list},
      {"--ignore-string-case", "", "Texts in any case (of A to Z)", kMeaning, OptionForm::flag},
      {"--ignore-private-variables", "", "true or false: leave out names with __ (false; true for DeepDiff)", kMeaning},
      {"--threshold-to-diff-deeper", "",
       "Objects that share fewer of their names are one change (0; 0.33 for DeepDiff)", kMeaning},
      {"--zip-ordered-iterables", "", "true or false, of DeepDiff: lists by index alone", kMeaning},
      {"--log-scale-similarity-threshold", "", "Of DeepDiff: by how much the logarithms of numbers may differ",
       kMeaning}};
  return kRows;
}

ComparisonRules read_comparison_rules(const GivenOptions& given, OptionReader& read) {
  ComparisonRules rules;
  std::string notation = "f";
  read.set("--absolute-tolerance", rules.tolerance.absolute, optional_type(number_type()));
  read.set("--relative-tolerance", rules.tolerance.relative, optional_type(number_type()));
  read.set("--significant-digits", rules.tolerance.significant_digits, optional_type(digits_type()));
  read.set("--number-format-notation", notation, word_type({"f", "e"}));
  rules.scientific = notation == "e";
  for (const auto& text : given.list("--tolerance-at")) {
    auto tolerance = parse_tolerance_at(text);
    if (tolerance.has_error())
      read.refuse("--tolerance-at", tolerance.error().message);
    else
      rules.tolerance_at.push_back(*std::move(tolerance));
  }
  rules.text_numbers = given.has("--text-numbers");
  read.set("--ignore-numeric-type-changes", rules.ignore_numeric_type_changes, optional_type(boolean_type()));
  read.set("--ignore", rules.ignored, list_type(place_pattern_type()));
  read.set("--ignore-glob", rules.ignored_globs, list_type(place_glob_type()));
  read.set("--ignore-regex", rules.ignored_regexes, list_type(place_regex_type()));
  rules.ignore_order = given.has("--ignore-order");
  read.set("--ignore-order-at", rules.ignore_order_at, list_type(place_pattern_type()));
  read.set("--report-repetition", rules.report_repetition, optional_type(boolean_type()));
  read.set("--like", rules.like, dialect_type());
  read.set("--only", rules.only, list_type(difference_kind_type()));
  rules.ignore_string_case = given.has("--ignore-string-case");
  read.set("--ignore-private-variables", rules.ignore_private_variables, optional_type(boolean_type()));
  read.set("--threshold-to-diff-deeper", rules.threshold_to_diff_deeper, optional_type(threshold_type()));
  read.set("--zip-ordered-iterables", rules.zip_ordered_iterables, optional_type(boolean_type()));
  read.set("--log-scale-similarity-threshold", rules.log_scale, optional_type(number_type()));
  if (const auto trouble = trouble_of(rules)) {
    auto option = "--" + trouble->key;
    std::replace(option.begin(), option.end(), '_', '-');
    read.refuse(option, trouble->message);
  }
  return rules;
}

}  // namespace plimsoll
