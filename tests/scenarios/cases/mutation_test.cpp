// Bad requests out of a good one, each wrong in one way.

#include "scenarios/cases/mutation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace plimsoll::test::mutation_test {

using nlohmann::json;
using Kind = MutationKind;
using ::testing::Contains;
using ::testing::ElementsAre;

constexpr std::string_view kGood = R"({"age":41,"name":"ann","features":[5.1,3.5],"more":{"ok":true}})";

std::vector<std::string> bodies(std::string_view good, Kind kind) {
  std::vector<std::string> texts;
  for (const auto& mutant : mutate({Method::post, good}, {kind}).list)
    texts.push_back(with_raw(mutant.body, mutant.raw));
  return texts;
}

std::vector<std::string> names(std::string_view good, Kind kind) {
  std::vector<std::string> all;
  for (const auto& mutant : mutate({Method::post, good}, {kind}).list) all.push_back(mutant.name);
  return all;
}

TEST(Mutation, takes_each_field_away_once) {
  EXPECT_THAT(
      names(kGood, Kind::missing_field),
      ElementsAre("missing_field $.age", "missing_field $.name", "missing_field $.features",
                  "missing_field $.features (one element less)", "missing_field $.more", "missing_field $.more.ok"));
  EXPECT_EQ(bodies(kGood, Kind::missing_field).front(), R"({"name":"ann","features":[5.1,3.5],"more":{"ok":true}})");
}

TEST(Mutation, puts_null_and_another_type_in_each_place) {
  EXPECT_THAT(bodies(R"({"a":1})", Kind::null), ElementsAre(R"({"a":null})"));
  EXPECT_THAT(bodies(R"({"a":1})", Kind::wrong_type), ElementsAre(R"({"a":"wrong type"})"));
  EXPECT_THAT(bodies(R"({"a":"b"})", Kind::wrong_type), ElementsAre(R"({"a":12345})"));
  EXPECT_THAT(names(kGood, Kind::null), Contains("null $.features[0]"));
}

TEST(Mutation, writes_what_json_has_no_word_for) {
  EXPECT_THAT(bodies(R"({"a":1,"b":"c"})", Kind::nan), ElementsAre(R"({"a":NaN,"b":"c"})"));
  for (const auto& text : bodies(kGood, Kind::broken_json)) EXPECT_FALSE(json::accept(text)) << text;
}

TEST(Mutation, makes_bodies_deep_and_huge) {
  for (const auto& text : bodies(kGood, Kind::deep))
    EXPECT_GE(std::count(text.begin(), text.end(), '['), static_cast<std::ptrdiff_t>(kDeepLevels));
  const auto huge = bodies(R"({"a":"b"})", Kind::huge);
  ASSERT_EQ(huge.size(), 1U);
  EXPECT_GT(huge.front().size(), kHugeBytes);
  EXPECT_TRUE(json::accept(huge.front()));
}

TEST(Mutation, leaves_templates_for_who_fills_them_in) {
  constexpr std::string_view kVarying = R"({"age":"{{row.age}}","plan":"{{row.plan}}"})";
  for (const auto& text : bodies(kVarying, Kind::null)) EXPECT_NE(text.find("{{row."), std::string::npos);
  EXPECT_EQ(bodies(kVarying, Kind::wrong_type).front(), R"({"age":{"wrong":"type"},"plan":"{{row.plan}}"})");
}

TEST(Mutation, of_a_text_is_its_content_type_its_method_and_nothing_at_all) {
  std::vector<Kind> all;
  for (const auto& [word, kind] : kMutationKinds) all.push_back(kind);
  std::set<Kind> made;
  for (const auto& mutant : mutate({Method::post, "no json"}, all).list) made.insert(mutant.kind);
  EXPECT_EQ(made, (std::set<Kind>{Kind::empty, Kind::wrong_content_type, Kind::wrong_method}));
  made.clear();
  for (const auto& mutant : mutate({Method::get, ""}, all).list) made.insert(mutant.kind);
  EXPECT_EQ(made, (std::set<Kind>{Kind::wrong_method}));
}

TEST(Mutation, of_a_wide_body_is_bounded_and_says_so) {
  json wide = json::object();
  for (int i = 0; i < 100; ++i) wide[std::to_string(i)] = i;
  const auto made = mutate({Method::post, wide.dump()}, {Kind::null});
  EXPECT_EQ(made.list.size(), kMostOfAKind);
  EXPECT_EQ(made.left_out, 100 - kMostOfAKind);
}

}  // namespace plimsoll::test::mutation_test
