// Scenarios that are wrong, and what people are told.

#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

namespace plimsoll::test::bad_input_test {

using Texts = std::vector<std::string>;

std::string loaded(const std::filesystem::path& file) {
  const auto outcome = load_scenario(file, {});
  EXPECT_FALSE(outcome.scenario);
  EXPECT_EQ(outcome.findings.size(), 1u);
  return outcome.findings.empty() ? "" : outcome.findings[0].text();
}

TEST(BadInput, of_no_file_names_it_and_the_nearest) {
  TempFolder folder;
  folder.write("soak.yaml", "x");
  const auto base = folder.path().string();
  EXPECT_EQ(loaded(folder.path() / "saok.yaml"),
            base + "/saok.yaml: no such file; did you mean \"" + base + "/soak.yaml\"?");
  EXPECT_EQ(loaded(folder.path() / "other"), base + "/other: no such file (looked in " + base + ")");
  EXPECT_EQ(loaded(folder.path()), base + ": not a regular file");
}

TEST(BadInput, of_an_empty_file_is_told) {
  for (const auto text : {"", "\n", "# only a comment\n", "\xEF\xBB\xBF", "---\n...\n"})
    EXPECT_NE(finding({text}).find("soak.yaml"), std::string::npos);
  EXPECT_EQ(finding({""}), "soak.yaml: the file is empty");
}

TEST(BadInput, that_is_no_mapping_is_told_how_one_starts) {
  EXPECT_EQ(finding({"just text"}),
            "soak.yaml:1:1: expected a scenario: a mapping that starts like target: http://127.0.0.1:5000");
  EXPECT_EQ(finding({"- a\n- b"}),
            "soak.yaml:1:1: expected a scenario: a mapping that starts like target: http://127.0.0.1:5000");
}

TEST(BadInput, that_is_not_yaml_is_told_by_line_and_column) {
  EXPECT_EQ(finding({"target: http://h\nname: \"soak\n"}),
            "soak.yaml:2:7: not YAML: the closing quote of this text is missing");
  EXPECT_EQ(finding({"load:\n  users: 1\n wait: 1s"}),
            "soak.yaml:3:2: not YAML: end of map not found; is the line indented like its neighbours?");
  EXPECT_EQ(finding({"load:\n\t- users: 1"}),
            "soak.yaml:2:2: not YAML: illegal block entry; indent with spaces: YAML allows no tabs there");
  EXPECT_EQ(
      finding({"target: http://h\n---\nname: x"}),
      "soak.yaml:2:1: expected one YAML document, got another one here: is this line indented as it ought to be?");
}

TEST(BadInput, that_falls_into_a_trap_of_yaml_is_told_to_quote) {
  EXPECT_NE(finding({with_request("post: /\njson: @data/x.json")})
                .find(R"(text that starts with @ must be quoted: quote it as "@data/x.json")"),
            std::string::npos);
  EXPECT_NE(finding({with_request("post: /\nexpect: {json: {$.a[0]: 1}}")}).find(R"(quote it as "$.a[0]")"),
            std::string::npos);
  EXPECT_NE(finding({with_request("post: /\njson: {a: ${N}}")}).find(R"(quote it as "${N}")"), std::string::npos);
  EXPECT_NE(finding({with_request("post: /\njson: *.json")}).find(R"(quote it as "*.json")"), std::string::npos);
  EXPECT_NE(finding({with_request("post: /\ntext: {{row.x}}")}).find(R"(quote it as "{{name}}")"), std::string::npos);
}

TEST(BadInput, with_unknown_keys_is_told_the_nearest) {
  EXPECT_EQ(finding({with("thresolds: []")}), R"(soak.yaml:3: thresolds: unknown key; did you mean "thresholds"?)");
  EXPECT_EQ(finding({with("load: {spawnrate: 1/s}")}),
            R"(soak.yaml:3: load.spawnrate: unknown key; did you mean "spawn_rate"?)");
  EXPECT_EQ(finding({with("load: {colour: red}")}),
            "soak.yaml:3: load.colour: unknown key; known are: users, spawn_rate, wait, rate, arrivals, burstiness, "
            "max_in_flight, late_after, stages, replay, trace, duration, requests, warmup, "
            "graceful_stop, cooldown, shape, rests, batches");
  EXPECT_EQ(finding({with("load: {cool_down: 60s}")}),
            R"(soak.yaml:3: load.cool_down: unknown key; did you mean "cooldown"?)");
  EXPECT_EQ(finding({with("users: 5")}), "soak.yaml:3: users: belongs under `load`");
}

TEST(BadInput, with_keys_given_twice_is_refused) {
  EXPECT_EQ(finding({with("load:\n  users: 1\n  wait: 1s\n  users: 2")}),
            "soak.yaml:6: load.users: is given twice, first on line 4");
}

TEST(BadInput, with_a_wrong_unit_is_told_the_right_ones) {
  EXPECT_EQ(finding({with("load: {duration: 10 parsecs}")}),
            R"(soak.yaml:3: load.duration: expected a duration like "30s", "250ms" or "1h30m", got "10 parsecs")");
  EXPECT_EQ(finding({with("load: {duration: 60}")}),
            R"(soak.yaml:3: load.duration: expected a duration with its unit like "30s", "250ms" or "1h30m", got 60)");
  EXPECT_EQ(
      finding({with("load: {spawn_rate: 1/fortnight}")}),
      R"(soak.yaml:3: load.spawn_rate: expected a rate above 0 like "200/s", "0.5/s" or "30/m", got "1/fortnight")");
  EXPECT_EQ(finding({with("limit: 2 elephants")}),
            R"(soak.yaml:3: limit: expected a size like "64KiB", "2GiB" or "512B", got "2 elephants")");
}

TEST(BadInput, with_no_users_is_refused) {
  for (const std::string users : {"0", "-3", "100001", "2.5"})
    EXPECT_EQ(finding({with("load: {users: " + users + "}")}),
              "soak.yaml:3: load.users: expected a whole number from 1 to 100000, got " + users);
}

TEST(BadInput, with_a_wait_the_wrong_way_round_is_turned) {
  EXPECT_EQ(finding({with("load: {wait: 5s..3s}")}),
            "soak.yaml:3: load.wait: 5s..3s: the lower end is above the upper; write 3s..5s");
}

TEST(BadInput, with_a_missing_request_file_is_told_where_it_was_looked_for) {
  EXPECT_EQ(finding({with_request("post: /\njson: \"@bodies/l.json\"")}),
            R"(soak.yaml:5: requests[0].json: bodies/l.json: no such file; did you mean "bodies/1.json"?)");
  EXPECT_EQ(finding({with_request("post: /\njson: \"@nowhere/sample.json\"")}),
            "soak.yaml:5: requests[0].json: nowhere/sample.json: no such file (looked in " PLIMSOLL_TEST_DATA
            "/scenarios/nowhere)");
}

TEST(BadInput, with_a_glob_that_matches_nothing_is_told_so) {
  EXPECT_EQ(finding({with_request("post: /\njson: \"@bodies/*.xml\"")}),
            "soak.yaml:5: requests[0].json: bodies/*.xml: no file matches (looked in " PLIMSOLL_TEST_DATA
            "/scenarios/)");
  EXPECT_EQ(finding({with_request("post: /\njson: \"@**/*.json\"")}),
            "soak.yaml:5: requests[0].json: **/*.json: ** is not supported, * stands for the names of one folder");
  EXPECT_EQ(finding({with_request("post: /\njson: \"@mixed\"")}),
            "soak.yaml:5: requests[0].json: mixed: the folder holds no .json or .jsonl or .ndjson file");
}

TEST(BadInput, tells_everything_at_once_in_the_order_of_the_file) {
  EXPECT_EQ(
      findings({R"(name: soak
target: 127.0.0.1:5000
load:
  users: 0
  duration: 1 year
  warmup: 2m
requests:
  - name: predict
    post: predict
    expect: {status: 20000}
  - name: predict
    gett: /x
thresholds:
  - p95 of predct < 100ms
)"}),
      (Texts{
          R"(soak.yaml:2: target: a URL starts with http:// or https://: write "http://127.0.0.1:5000")",
          "soak.yaml:4: load.users: expected a whole number from 1 to 100000, got 0",
          R"(soak.yaml:5: load.duration: expected a duration like "30s", "250ms" or "1h30m", got "1 year")",
          R"(soak.yaml:9: requests[0].post: a path starts with "/": write "/predict")",
          "soak.yaml:10: requests[0].expect.status: expected 100 to 599, got 20000",
          "soak.yaml:11: requests[1]: needs a method with its path, for example post: /predict, or `steps`",
          R"(soak.yaml:11: requests[1].name: there is a request named "predict" already, requests[0]: give each its own name)",
          R"(soak.yaml:12: requests[1].gett: unknown key; did you mean "get"?)",
          R"(soak.yaml:14: thresholds[0]: p95 of predct < 100ms: there is no request named "predct"; did you mean "predict"?)"}));
}

TEST(BadInput, without_what_is_needed_is_told_what_that_is) {
  EXPECT_EQ(findings({"name: x"}), (Texts{"soak.yaml:1: target: is missing: the API under test",
                                          "soak.yaml:1: requests: is missing: what is asked"}));
  EXPECT_EQ(finding({"target: http://h\nrequests: []"}), "soak.yaml:2: requests: expected at least one request");
  EXPECT_EQ(finding({with("load:")}), R"(soak.yaml:3: load: expected a mapping with the keys of "load", got nothing)");
}

TEST(BadInput, is_bounded_in_depth) {
  EXPECT_EQ(finding({"a: " + std::string(500, '[') + std::string(500, ']')}),
            "soak.yaml:1:67: nested deeper than 64 levels");
  EXPECT_EQ(finding({"a: " + std::string(500'000, '{')}),
            "soak.yaml:1:5: a key must be plain text: is a closing } or ] missing? Text like {{name}} must be quoted: "
            "quote it as \"{{name}}\"");
}

TEST(BadInput, is_bounded_in_what_its_aliases_repeat) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  EXPECT_NE(finding({bomb}).find("with what its aliases repeat, is larger than 64 MiB"), std::string::npos);
  EXPECT_EQ(finding({"a: &x [*x]"}), "soak.yaml:1:8: an alias cannot stand inside its own anchor");
}

TEST(BadInput, is_bounded_in_size) {
  EXPECT_EQ(finding({"# " + std::string(1 << 20, 'x')}),
            R"(soak.yaml: a scenario is at most 1 MiB: put large bodies into files of their own (json: "@body.json"))");
}

TEST(BadInput, has_no_more_findings_than_people_read) {
  std::string text = "target: http://h\nrequests: [{get: /}]\n";
  for (int i = 0; i < 1000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(parse({text}).findings.size(), 100u);
}

TEST(BadInput, with_tags_or_merge_keys_is_refused) {
  EXPECT_EQ(finding({"a: !python/object x"}),
            R"(soak.yaml:1:4: the YAML tag "!python/object" is not supported: remove it)");
  EXPECT_EQ(finding({"a: &a {b: 1}\nc:\n  <<: *a"}),
            "soak.yaml:3:3: merge keys (<<) are not supported: repeat the keys, or use an alias for the whole value");
}

TEST(Yaml, takes_aliases_and_a_byte_order_mark) {
  const auto scenario =
      parsed({"\xEF\xBB\xBFtarget: http://h\nrequests:\n  - get: /a\n    headers: &h {x: 1}\n  - get: "
              "/b\n    headers: *h\n"});
  EXPECT_EQ(scenario.tasks[1].steps[0].headers[0].value, "1");
}

TEST(Yaml, may_be_json) {
  const auto scenario = parsed(
      {R"({"target": "http://h", "name": "caf\u00e9 \ud83d\ude00", "requests": [{"post": "\/a", "json": {"n": 1}}]})"});
  EXPECT_EQ(scenario.name, "caf\u00e9 \U0001F600");
  EXPECT_EQ(scenario.tasks[0].steps[0].path, "/a");
}

TEST(Yaml, takes_the_line_ends_of_windows) {
  EXPECT_EQ(parsed({"target: http://h\r\nname: soak\r\nrequests:\r\n  - get: /\r\n"}).name, "soak");
}

TEST(LoadScenario, resolves_files_from_the_scenarios_folder) {
  TempFolder folder;
  folder.write("data/x.json", "{}");
  const auto file = folder.write("soak.yaml", "target: http://h\nrequests: [{post: /, json: \"@data/x.json\"}]");
  const auto outcome = load_scenario(file, {override_of("load.users=3", "--set")});
  ASSERT_TRUE(outcome.scenario);
  EXPECT_EQ(outcome.scenario->tasks[0].steps[0].bodies.labels[0], "data/x.json");
  EXPECT_EQ(std::get<ClosedLoad>(outcome.scenario->load.parts[0].model).users, 3u);
}

}  // namespace plimsoll::test::bad_input_test
