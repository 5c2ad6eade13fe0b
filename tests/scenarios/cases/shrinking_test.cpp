// The smallest body that still shows what a larger one showed.

#include "scenarios/cases/shrinking.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::test::shrinking_test {

using Shows = std::function<std::optional<bool>(const std::string&)>;

ShrinkResult shrunk(const std::string& body, const Shows& shows, std::size_t most = 500) {
  return shrink(body, shows, most);
}

Shows holds(const std::string& part) {
  return [part](const std::string& body) { return std::optional(body.find(part) != std::string::npos); };
}

TEST(Shrinking, takes_away_all_members_that_do_not_matter) {
  const auto result = shrunk(R"({"a":1,"b":{"c":null,"d":[1,2,3]},"e":"f"})", holds("null"));
  EXPECT_EQ(result.body, R"({"b":{"c":null}})");
  EXPECT_TRUE(result.is_finished);
}

TEST(Shrinking, takes_away_elements_by_halves) {
  std::string list = "[0";
  for (int i = 1; i < 1000; ++i) list += "," + std::to_string(i);
  const auto result = shrunk(list + "]", holds("777"));
  EXPECT_EQ(result.body, "[777]");
  EXPECT_LT(result.tries, 100U);
}

TEST(Shrinking, finds_how_deep_is_too_deep) {
  const auto too_deep = [](const std::string& body) {
    return std::optional(std::count(body.begin(), body.end(), '[') >= 137 &&
                         std::count(body.begin(), body.end(), '[') == std::count(body.begin(), body.end(), ']'));
  };
  const auto result = shrunk(std::string(10'000, '[') + std::string(10'000, ']'), too_deep);
  EXPECT_EQ(result.body, std::string(137, '[') + std::string(137, ']'));
}

TEST(Shrinking, of_text_takes_pieces_away) {
  EXPECT_EQ(shrunk("this is no json at all", holds("json")).body, "json");
  EXPECT_EQ(shrunk("anything", holds("")).body, "");
}

TEST(Shrinking, ends_where_nobody_can_tell_any_more) {
  int asked = 0;
  const auto result = shrunk(R"({"a":1,"b":2})", [&](const std::string&) -> std::optional<bool> {
    if (++asked < 2) return false;
    return std::nullopt;
  });
  EXPECT_EQ(result.body, R"({"a":1,"b":2})");
  EXPECT_FALSE(result.is_finished);
  EXPECT_EQ(asked, 2);
}

TEST(Shrinking, is_bounded) {
  const auto result = shrunk(std::string(5000, 'x') + "json" + std::string(5000, 'y'), holds("json"), 5);
  EXPECT_EQ(result.tries, 5U);
  EXPECT_FALSE(result.is_finished);
}

}  // namespace plimsoll::test::shrinking_test
