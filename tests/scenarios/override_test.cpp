// --set path=value.

#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>

namespace plimsoll::test::override_test {

const std::string kText = R"(
target: http://h
load: {users: 2}
requests:
  - {name: predict, get: /a, weight: 1}
  - {name: other, get: /b}
)";

Scenario with_overrides(std::vector<std::string> overrides) { return parsed({kText, {}, std::move(overrides)}); }
std::string error_of(const std::string& assignment) { return finding({kText, {{"SECRET", "x"}}, {assignment}}); }

TEST(Override, replaces_a_value_or_adds_one) {
  const auto scenario = with_overrides({"load.users=5", "load.wait={pacing: 2s}", "seed=9", "monitor=none",
                                        "target=http://other:81", "thresholds=[p99 < 1s]"});
  const auto& load = std::get<ClosedLoad>(scenario.load.parts[0].model);
  EXPECT_EQ(load.users, 5u);
  EXPECT_TRUE(std::holds_alternative<Pacing>(load.wait));
  EXPECT_EQ(scenario.seed, 9u);
  EXPECT_EQ(scenario.target.url.authority(), "other:81");
  EXPECT_EQ(scenario.thresholds.size(), 1u);
}

TEST(Override, finds_requests_by_number_or_name) {
  const auto scenario = with_overrides({"requests[0].weight=2", "requests.other.weight=3"});
  EXPECT_DOUBLE_EQ(scenario.tasks[0].weight, 2);
  EXPECT_DOUBLE_EQ(scenario.tasks[1].weight, 3);
}

TEST(Override, makes_the_mappings_on_its_way) {
  EXPECT_EQ(with_overrides({"requests.other.expect.status=404"}).tasks[1].steps[0].checks.size(), 1u);
}

TEST(Override, gives_what_the_file_lacks) {
  const auto scenario = parsed({"requests: [{get: /}]", {}, {"target=http://h"}});
  EXPECT_EQ(scenario.target.url.host, "h");
}

TEST(Override, that_does_not_fit_is_told_as_one) {
  EXPECT_EQ(error_of("load.users=many"), R"(--set: load.users: expected a whole number from 1 to 100000, got "many")");
  EXPECT_EQ(error_of("load.user=3"), R"(--set: load.user: unknown key; did you mean "users"?)");
  EXPECT_EQ(error_of("load.users=0"), "--set: load.users: expected a whole number from 1 to 100000, got 0");
  EXPECT_EQ(error_of("load.wait=5s..3s"), "--set: load.wait: 5s..3s: the lower end is above the upper; write 3s..5s");
}

TEST(Override, whose_path_leads_nowhere_is_told_so) {
  EXPECT_EQ(error_of("requests[7].weight=2"), "--set: requests[7].weight: requests has 2 entries: there is no [7]");
  EXPECT_EQ(error_of("requests.nobody.weight=2"),
            R"(--set: requests.nobody.weight: requests has no entry named "nobody")");
  EXPECT_EQ(error_of("load.users.x=2"), R"(--set: load.users.x: load.users is a plain value: it has no "x")");
  EXPECT_EQ(error_of("load[0]=2"), "--set: load[0]: load is not a list: there is no [0]");
  for (const auto text :
       {"load.users", "=5", "", "load..users=5", "load.=5", "requests[x]=1", "requests[0=1", ".load=1"})
    EXPECT_EQ(error_of(text), std::string("--set: expected path=value like \"load.users=5\", got \"") + text + "\"");
  EXPECT_EQ(error_of("load.wait=}").substr(0, 26), "--set: load.wait: not YAML");
}

TEST(Override, writes_a_target_out_that_is_a_url_alone) {
  const auto target = with_overrides({"target.tls.insecure=true"}).target;
  EXPECT_TRUE(target.tls.insecure);
  EXPECT_EQ(target.url.text(), "http://h");
}

TEST(Override, is_the_place_of_what_the_rules_find_at_it) {
  EXPECT_EQ(error_of("load.duration=0s"), "--set: load.duration: expected a duration above 0");
  EXPECT_EQ(finding({"target: http://h\nload: {wait: 1s}\nrequests: [{get: /}]", {}, {"load.wait=5s..3s"}}),
            "--set: load.wait: 5s..3s: the lower end is above the upper; write 3s..5s");
}

TEST(Override, reads_the_environment_as_the_file_does) {
  EXPECT_EQ(parsed({kText, {{"NAME", "x"}}, {"name=soak of ${NAME}"}}).name, "soak of x");
}

}  // namespace plimsoll::test::override_test
