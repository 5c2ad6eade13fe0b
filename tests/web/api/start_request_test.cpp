// What a start is asked for, as a scenario and options.

#include "web/api/start_request.h"
#include "scenarios/reading/parse.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::start_request_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string problem_of(std::string_view body) {
  const auto request = parse_start_request(body, ScenarioFolders());
  return request.has_error() ? request.error().message : "";
}

TEST(StartRequest, makes_a_scenario_of_a_url) {
  const auto request = parse_start_request(
      R"({"target": "http://127.0.0.1:5000/predict?x=1#y", "body": "{\"a\": 1}", "users": 3, "wait": "1s..2s"})",
      ScenarioFolders());
  ASSERT_TRUE(request.has_value());
  ParseInput input;
  input.text = request->text;
  input.allowed = {false, false, false};
  const auto outcome = parse_scenario(input);
  ASSERT_THAT(outcome.findings, IsEmpty());
  const auto& step = outcome.scenario->tasks.front().steps.front();
  EXPECT_EQ(outcome.scenario->target.url.text(), "http://127.0.0.1:5000");
  EXPECT_EQ(*step.bodies.payloads.front(), R"({"a": 1})");
  EXPECT_THAT(request->options, ElementsAre("--users=3", "--wait=1s..2s"));
}

TEST(StartRequest, puts_a_target_over_that_of_a_scenario) {
  const auto request =
      parse_start_request(R"({"yaml": "target: http://a", "target": "http://b:1"})", ScenarioFolders());
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->text, "target: http://a");
  EXPECT_THAT(request->options, ElementsAre("--target=http://b:1"));
}

TEST(StartRequest, a_body_that_was_sent_reads_no_file) {
  const auto request =
      parse_start_request(R"({"target": "http://127.0.0.1:1/", "body": "@/etc/hostname"})", ScenarioFolders());
  ParseInput input;
  input.text = request->text;
  input.allowed = {false, false, false};
  const auto outcome = parse_scenario(input);
  ASSERT_FALSE(outcome.findings.empty());
  EXPECT_THAT(outcome.findings.front().message, HasSubstr("--allow-files"));
}

TEST(StartRequest, says_what_is_wrong) {
  EXPECT_THAT(problem_of("[]"), HasSubstr("expected a JSON object"));
  EXPECT_THAT(problem_of("{"), HasSubstr("expected a JSON object"));
  EXPECT_THAT(problem_of("{}"), HasSubstr("expected scenario, yaml or target"));
  EXPECT_THAT(problem_of(R"({"target": "127.0.0.1:5000"})"), HasSubstr("http://127.0.0.1:5000"));
  EXPECT_THAT(problem_of(R"({"usres": 1, "target": "http://h"})"), HasSubstr("usres"));
  EXPECT_THAT(problem_of(R"({"target": {"a": 1}})"), HasSubstr("expected text or a number"));
  EXPECT_THAT(problem_of(R"({"scenario": "none.yaml"})"), HasSubstr("no such scenario"));
}

TEST(StartRequest, takes_what_a_run_says_apart) {
  const auto findings = findings_in("plimsoll: --spawn-rate: expected a rate\nsoak.yaml:3: load.users: expected\n");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].path, "spawn_rate");
  EXPECT_EQ(findings[0].message, "expected a rate");
  EXPECT_EQ(findings[1].place, "soak.yaml:3");
}

TEST(ScenarioFolders, are_all_that_is_read) {
  const test::TempFolder folder;
  folder.write("in/a.yaml", "target: http://h\n");
  folder.write("in/sub/b.yml", "target: http://h\n");
  folder.write("in/.hidden/c.yaml", "");
  folder.write("in/notes.txt", "");
  const auto outside = folder.write("out.yaml", "secret: 1\n");
  std::filesystem::create_symlink(outside, folder.path() / "in" / "link.yaml");
  const ScenarioFolders folders({folder.path() / "in"});
  EXPECT_THAT(folders.list(), ElementsAre("a.yaml", "sub/b.yml"));
  EXPECT_TRUE(folders.find("a.yaml").has_value());
  EXPECT_TRUE(folders.find("sub/b.yml").has_value());
  for (const auto* bad :
       {"../out.yaml", "sub/../../out.yaml", "link.yaml", "notes.txt", "", "/etc/passwd", ".hidden/c.yaml"})
    EXPECT_TRUE(folders.find(bad).has_error()) << bad;
}

TEST(ScenarioFolders, have_their_name_in_front_where_there_are_several) {
  const test::TempFolder folder;
  folder.write("one/a.yaml", "");
  folder.write("two/a.yaml", "");
  const ScenarioFolders folders({folder.path() / "one", folder.path() / "two"});
  EXPECT_THAT(folders.list(), ElementsAre("one/a.yaml", "two/a.yaml"));
  EXPECT_EQ(folders.find("two/a.yaml").value(), std::filesystem::canonical(folder.path() / "two" / "a.yaml"));
}

}  // namespace plimsoll::start_request_test
