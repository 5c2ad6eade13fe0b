// What a load does for the judgement of memory: the time after it, rests, and a length until the verdict.

#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>

namespace plimsoll::test::load_shape_test {

using namespace std::chrono_literals;

Load load_of(const std::string& text) { return parsed({with("load: {" + text + "}")}).load; }
std::string refused(const std::string& text) { return finding({with("load: {" + text + "}")}); }

TEST(LoadShape, is_plain_where_nothing_is_said) {
  const auto load = load_of("duration: 1m");
  EXPECT_EQ(load.cooldown, 0s);
  EXPECT_FALSE(load.rests);
  EXPECT_FALSE(load.until_verdict);
}

TEST(LoadShape, reads_the_cooldown) { EXPECT_EQ(load_of("cooldown: 60s").cooldown, 60s); }

TEST(LoadShape, refuses_a_cooldown_that_makes_no_sense) {
  EXPECT_NE(refused("cooldown: -5s").find("load.cooldown: "), std::string::npos);
  EXPECT_EQ(refused("cooldown: 25h"), "soak.yaml:3: load.cooldown: 1d1h is longer than a day");
  EXPECT_NE(refused("cooldown: 60").find("a duration with its unit"), std::string::npos);
  EXPECT_EQ(finding({with("load: {cooldown: 60s}\nmonitor: none")}),
            "soak.yaml:3: load.cooldown: nothing is watched: remove `monitor: none`, or this");
}

TEST(LoadShape, reads_rests_with_their_defaults) {
  const auto times = [](const std::string& text) { return rest_times(load_of(text)).value(); };
  EXPECT_EQ(times("duration: 10m, rests: {every: 60s, for: 10s}").every, 60s);
  EXPECT_EQ(times("duration: 10m, rests: {every: 60s, for: 10s}").length, 10s);
  EXPECT_EQ(times("duration: 10m, rests: {every: 60s}").length, 20s);
  EXPECT_EQ(times("duration: 10m, shape: rests").every, 2min);
  EXPECT_EQ(times("duration: 10m, shape: rests").length, 40s);
  EXPECT_EQ(times("duration: 10m, rests: {every: 90s}, shape: rests").every, 90s);
  EXPECT_EQ(times("duration: until_verdict, shape: rests").every, 1min);
}

TEST(LoadShape, refuses_rests_that_make_no_sense) {
  EXPECT_EQ(refused("duration: 10m, rests: {every: 60s, for: 60s}"),
            "soak.yaml:3: load.rests.for: 1m leaves no load: it is a part of `every`, which is 1m");
  EXPECT_EQ(refused("duration: 10m, rests: {every: 60s, for: 0s}"),
            "soak.yaml:3: load.rests.for: expected a duration above 0");
  EXPECT_NE(refused("duration: 10m, rests: {every: 0s}").find("load.rests."), std::string::npos);
  EXPECT_NE(refused("duration: 10m, rests: {every: -1m}").find("load.rests.every"), std::string::npos);
  EXPECT_EQ(refused("duration: 10m, rests: {every: 500ms, for: 100ms}"),
            "soak.yaml:3: load.rests.every: 500ms is too short for memory to show anything: expected at least 1s");
  EXPECT_EQ(refused("duration: 10m, rests: {every: 5m}"),
            "soak.yaml:3: load.rests.every: expected at least 3 rests, and 10m has room for 2 of 5m");
  EXPECT_NE(refused("duration: 14d, rests: {every: 1s}").find("makes more than 10000 rests"), std::string::npos);
  EXPECT_NE(refused("shape: sine").find("expected rests"), std::string::npos);
}

TEST(LoadShape, reads_a_length_until_the_verdict) {
  EXPECT_TRUE(load_of("duration: until_verdict").until_verdict);
  EXPECT_EQ(load_of("duration: until_verdict").duration, 1h);
  EXPECT_TRUE(load_of("duration: \"until_verdict, at most 2h\"").until_verdict);
  EXPECT_EQ(load_of("duration: \"until_verdict, at most 2h\"").duration, 2h);
}

TEST(LoadShape, refuses_a_length_until_the_verdict_that_makes_no_sense) {
  EXPECT_EQ(
      refused("duration: until verdict"),
      R"(soak.yaml:3: load.duration: expected "until_verdict" or "until_verdict, at most 2h", got "until verdict")");
  for (const auto text : {"until_verdict at most 2h", "until_verdict, 2h", "until_verdictt"})
    EXPECT_NE(refused("duration: \"" + std::string(text) + "\"").find("expected \"until_verdict\""), std::string::npos);
  EXPECT_EQ(refused("duration: \"until_verdict, at most 0s\""),
            "soak.yaml:3: load.duration: expected a duration above 0");
  EXPECT_NE(refused("duration: \"until_verdict, at most -1h\"").find("at most"), std::string::npos);
  EXPECT_EQ(finding({with("load: {duration: until_verdict}\nmonitor: none")}),
            "soak.yaml:3: load.duration: until_verdict: nothing is watched: remove `monitor: none`, or this");
  EXPECT_NE(refused("duration: until_verdict, requests: 500").find("remove `requests`"), std::string::npos);
  EXPECT_NE(finding({"target: http://far.example\nload: {duration: until_verdict}\nrequests: [{get: /}]"})
                .find("not on this machine"),
            std::string::npos);
}

TEST(LoadShape, belongs_to_all_loads_together) {
  for (const auto key : {"cooldown: 60s", "shape: rests", "rests: {every: 60s}"})
    EXPECT_NE(finding({with("loads: [{name: a, " + std::string(key) + "}]")}).find("belongs under `load`"),
              std::string::npos);
}

}  // namespace plimsoll::test::load_shape_test
