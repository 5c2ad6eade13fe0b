// What DeepDiff 8.6.1 and 6.2.2 said of pairs of values (tests/data/deepdiff), said again.

#include "core/json/json.h"
#include "engine/differences/difference_text.h"
#include "engine/differences/json_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace plimsoll::deepdiff_vectors_test {

using nlohmann::json;

// NaN is no JSON to the reader of the vectors: it is in one of them, and kept as a text here.
std::string without_nan(std::string text) {
  for (auto at = text.find(": NaN"); at != std::string::npos; at = text.find(": NaN", at))
    text.replace(at, 5, ": \"NaN\"");
  return text;
}

json vectors(const std::string& version) {
  std::ifstream in(std::string(PLIMSOLL_TEST_DATA) + "/deepdiff/deepdiff-" + version + "-vectors.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_json(without_nan(text)).at("vectors");
}

std::vector<std::string> list_of(const json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  return value.get<std::vector<std::string>>();
}

ComparisonRules rules_of(const json& options, ComparisonDialect like) {
  ComparisonRules rules;
  rules.like = like;
  for (const auto& [key, value] : options.items()) {
    if (key == "ignore_numeric_type_changes") rules.ignore_numeric_type_changes = value.get<bool>();
    if (key == "significant_digits") rules.tolerance.significant_digits = value.get<unsigned>();
    if (key == "number_format_notation") rules.scientific = value == "e";
    if (key == "math_epsilon") rules.tolerance.absolute = value.get<double>();
    if (key == "threshold_to_diff_deeper") rules.threshold_to_diff_deeper = value.get<double>();
    if (key == "zip_ordered_iterables") rules.zip_ordered_iterables = value.get<bool>();
    if (key == "ignore_order") rules.ignore_order = value.get<bool>();
    if (key == "report_repetition") rules.report_repetition = value.get<bool>();
    if (key == "exclude_regex_paths") rules.ignored_regexes = list_of(value);
    if (key == "ignore_private_variables") rules.ignore_private_variables = value.get<bool>();
    if (key == "ignore_string_case") rules.ignore_string_case = value.get<bool>();
    if (key == "log_scale_similarity_threshold") rules.log_scale = value.get<double>();
    // A bare word is a name at the root to it.
    if (key == "exclude_paths")
      for (const auto& path : list_of(value))
        rules.ignored.push_back(path.starts_with("root") ? path : "root['" + path + "']");
    // Without values, changes of them are not told.
    if (key == "verbose_level" && value == 0)
      rules.only = {DifferenceKind::type_changes, DifferenceKind::iterable_item_added};
  }
  return rules;
}

std::string text_of(const json& value) { return value == "NaN" ? "NaN" : to_text(value); }

// Its lists of paths in any order.
json in_order(json differences) {
  for (auto& kind : differences)
    if (kind.is_array()) std::sort(kind.begin(), kind.end());
  return differences;
}

json compared(const json& vector, ComparisonDialect like) {
  const auto comparison = JsonComparison::make(rules_of(vector.at("opts"), like)).value();
  const auto one = text_of(vector.at("t1"));
  const auto other = text_of(vector.at("t2"));
  JsonTree expected;
  JsonTree actual;
  EXPECT_TRUE(expected.parse(one, JsonNumbers::with_nan));
  EXPECT_TRUE(actual.parse(other, JsonNumbers::with_nan));
  const auto found = comparison.differences({expected, one}, {actual, other}, 1000);
  return in_order(parse_json(deepdiff_json(found, expected, actual)));
}

void expect_all(const std::string& version, ComparisonDialect like, std::size_t least) {
  std::size_t compared_ones = 0;
  for (const auto& vector : vectors(version)) {
    if (vector.at("diff").contains("__error__")) continue;  // an option that this version does not have
    EXPECT_EQ(compared(vector, like), in_order(vector.at("diff"))) << version << ": " << vector.at("name");
    ++compared_ones;
  }
  EXPECT_GE(compared_ones, least);
}

TEST(DeepDiffVectors, are_what_8_6_1_said) { expect_all("8.6.1", ComparisonDialect::deepdiff, 58); }
TEST(DeepDiffVectors, are_what_6_2_2_said) { expect_all("6.2.2", ComparisonDialect::deepdiff_6, 55); }

}  // namespace plimsoll::deepdiff_vectors_test
