#include "engine/queries/json_lookup.h"

#include "engine/checks/checks.h"
#include "engine/queries/json_body.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::json_lookup_test {

using nlohmann::json;

JsonPath path(const std::string& text) { return JsonPath::compile(text).value(); }

// By a look at one place, and by the whole value: what both must come to.
void expect_same(const std::string& text, const std::string& place) {
  const auto compiled = path(place);
  ASSERT_TRUE(compiled.is_one_place()) << place;
  json found;
  const auto came = JsonLookup::at(text, compiled, found);
  JsonBody body(text);
  const auto* whole = body.get();
  if (came == JsonLookup::Came::undecided) return;
  ASSERT_NE(whole, nullptr) << text;
  const auto matches = compiled.select(*whole);
  ASSERT_EQ(came == JsonLookup::Came::found, !matches.empty()) << place << " of " << text;
  if (!matches.empty()) {
    EXPECT_EQ(found, *matches.front()) << place << " of " << text;
    EXPECT_EQ(found.type(), matches.front()->type()) << place << " of " << text;
  }
}

TEST(JsonLookup, finds_what_the_whole_value_has) {
  const std::string text = R"( {"a": [1, -2, 2.5, "x", null, true, {"b": [[]]}], "a b": {"": 7}, "twice": 1, "twice": 2,
    "e": "é\n\u00e9\ud83d\ude00", "large": 18446744073709551615, "exact": 0.1, "tiny": 5e-324} )";
  for (const auto* place :
       {"$",           "$.a",     "$.a[0]",  "$.a[1]",  "$.a[2]", "$.a[3]",       "$.a[4]",  "$.a[5]",
        "$.a[6].b[0]", "$.a[-1]", "$.a[-7]", "$.a[-8]", "$.a[7]", "$['a b']['']", "$.twice", "$.e",
        "$.large",     "$.exact", "$.tiny",  "$.none",  "$.a.b",  "$.e[0]",       "$[0]"})
    expect_same(text, place);
  json found;
  EXPECT_EQ(JsonLookup::at(text, path("$.a[6].b"), found), JsonLookup::Came::found);
  EXPECT_EQ(found, json::parse("[[]]"));
  EXPECT_EQ(JsonLookup::at(text, path("$.a.b"), found), JsonLookup::Came::nothing);
}

TEST(JsonLookup, leaves_undecided_what_it_cannot_hold) {
  json found;
  const auto came = [&](const std::string& text) { return JsonLookup::at(text, path("$"), found); };
  for (const auto* text :
       {"", " ", "{", R"({"a": NaN})", "[1,]", "1 2", "\"\x80\"", "[1e999]", "nul", R"({"a" 1})", "\"\t\""})
    EXPECT_EQ(came(text), JsonLookup::Came::undecided) << text;
  EXPECT_EQ(came(std::string(600, '[') + std::string(600, ']')), JsonLookup::Came::undecided);
  EXPECT_EQ(came('"' + std::string(2 << 20, 'x') + '"'), JsonLookup::Came::undecided);
  EXPECT_EQ(came('"' + std::string(1 << 19, 'x') + '"'), JsonLookup::Came::found);
  EXPECT_TRUE(JsonLookup::is_json("[]"));
  EXPECT_FALSE(JsonLookup::is_json("[]]"));
}

TEST(JsonLookup, is_not_for_paths_to_several_places) {
  EXPECT_FALSE(path("$[*].a").is_one_place());
  EXPECT_FALSE(path("$..a").is_one_place());
}

// What was too much for it is judged by the whole value.
TEST(JsonLookup, changes_no_verdict) {
  const auto wanted = std::make_shared<const json>(2);
  const auto checker = Checker::compile({JsonPathCheck{"$.a", JsonPathCheck::Equals{wanted}}}).value();
  const auto message = [&](const std::string& body) {
    Response response;
    response.status = 200;
    response.body = body;
    return checker.judge(response, {}).message;
  };
  const std::string filler(2 << 20, 'x');
  EXPECT_EQ(message(R"({"a": 2})"), "");
  EXPECT_EQ(message(R"({"a": 2.0})"), "");
  EXPECT_EQ(message(R"({"a": 3})"), "$.a is not 2");
  EXPECT_EQ(message(R"({"b": 3})"), "$.a is missing");
  EXPECT_EQ(message(R"({"b": ")" + filler + R"(", "a": 2})"), "");
  EXPECT_EQ(message(R"({"b": ")" + filler + R"(", "a": 1})"), "$.a is not 2");
  EXPECT_EQ(message(R"({"a": 2, "b": NaN})"), "the body is not JSON: JSON has no NaN");
  EXPECT_EQ(message(R"({"a": 2, "b": 1e999})"), message(R"({"a": 2, "c": 1e999})"));
}

}  // namespace plimsoll::json_lookup_test
