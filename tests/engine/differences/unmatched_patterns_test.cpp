#include "engine/differences/unmatched_patterns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace plimsoll::unmatched_patterns_test {

using testing::ElementsAre;
using testing::IsEmpty;

// "PATTERN" or "PATTERN > NEAREST"
std::vector<std::string> unmatched(const ComparisonRules& rules, const std::string& one, const std::string& other) {
  JsonTree left;
  JsonTree right;
  EXPECT_TRUE(left.parse(one) && right.parse(other));
  const std::array<const JsonTree*, 2> trees = {&left, &right};
  std::vector<std::string> told;
  for (const auto& pattern : unmatched_patterns(CompiledRules::compile(rules).value(), trees))
    told.push_back(pattern.nearest.empty() ? pattern.pattern : pattern.pattern + " > " + pattern.nearest);
  return told;
}

const std::string kAnswer =
    R"({"request_id": "a", "meta": {"elapsed_ms": 1}, "items": [{"score": 1}, {"label": "x"}]})";

TEST(UnmatchedPatterns, are_none_where_each_is_a_place_of_one_side) {
  ComparisonRules rules;
  rules.ignored = {"$.request_id", "$..elapsed_ms", "root['items'][0]", "$.more"};
  rules.ignored_globs = {"$.meta.*_ms"};
  rules.ignored_regexes = {"_id$"};
  rules.ignore_order_at = {"$.items"};
  rules.tolerance_at = {{"$.items[*].score", {0.1, {}, {}}}};
  EXPECT_THAT(unmatched(rules, kAnswer, R"({"more": 1})"), IsEmpty());
}

TEST(UnmatchedPatterns, are_told_with_the_nearest_place_in_their_own_form) {
  ComparisonRules rules;
  rules.ignored = {"$.requestid", "$.elapsed_ms", "root['items'][*]['scor']", "$..lable", "$.zzzzzz"};
  rules.ignored_globs = {"$.mata.*"};
  rules.tolerance_at = {{"$.items[7].score", {0.1, {}, {}}}};
  EXPECT_THAT(unmatched(rules, kAnswer, kAnswer),
              ElementsAre("$..lable > $.items[*].label", "$.elapsed_ms > $.meta.elapsed_ms",
                          "$.items[7].score > $.items[*].score", "$.mata.*", "$.requestid > $.request_id", "$.zzzzzz",
                          "root['items'][*]['scor'] > root['items'][*]['score']"));
  EXPECT_EQ(advice_on({"$.a", "$.b"}), "is it spelled right? \"$.b\" is a place");
  EXPECT_EQ(advice_on({"$.a", ""}), "is it spelled right?");
}

}  // namespace plimsoll::unmatched_patterns_test
