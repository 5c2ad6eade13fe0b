// JSON Schema in a run and in a check, as a process.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::schema_run_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SchemaRunTest : public ::testing::Test {
 protected:
  std::string scenario(const std::string& request) const {
    return folder_
        .write("schema.yaml",
               fmt::format("target:\n  url: http://127.0.0.1:{0}\n  start: exec python3 "
                           "{1}/tests/services/case_service.py {0} none\n  ready: {{get: /health, within: 60s}}\n"
                           "load: {{users: 2, requests: 40, warmup: 0s}}\n"
                           "requests:\n  - name: predict\n    post: /predict\n"
                           "    json: {{features: [5.1, 3.5, 1.4, 0.2]}}\n    {2}\n",
                           port_, PLIMSOLL_SOURCE_DIR, request))
        .string();
  }
  ProcessResult run(const std::string& request) const {
    return run_process({PLIMSOLL_BINARY, "run", scenario(request), "--out", (folder_.path() / "out").string(),
                        "--no-progress", "--no-store"});
  }

  TempFolder folder_;
  int port_ = closed_port();
};

TEST_F(SchemaRunTest, answers_that_hold_pass_and_others_fail_with_their_place_in_every_report) {
  folder_.write("good.schema.json", R"({"type": "object"})");
  EXPECT_EQ(run("expect: {schema: \"@good.schema.json\"}").exit_code, 0);
  folder_.write("strict.schema.json", R"({"type": "object", "required": ["nobody_sends_this"]})");
  const auto failed = run("expect: {schema: \"@strict.schema.json\"}");
  EXPECT_EQ(failed.exit_code, 1) << failed.out << failed.err;
  const std::string message = "strict.schema.json: $: has no";
  for (const auto* report : {"out/run.json", "out/report.html"})
    EXPECT_THAT(folder_.read(report), AllOf(HasSubstr(message), HasSubstr("nobody_sends_this"))) << report;
}

TEST_F(SchemaRunTest, a_body_that_does_not_hold_ends_check_and_run_before_any_load) {
  const std::string request = "body_schema: {properties: {features: {maxItems: 3}}}";
  const auto checked = run_process({PLIMSOLL_BINARY, "check", scenario(request)});
  EXPECT_EQ(checked.exit_code, 65);
  EXPECT_THAT(checked.err, HasSubstr("inline: $.features: has 4 elements, more than 3"));
  const auto ran = run(request);
  EXPECT_EQ(ran.exit_code, 65);
  EXPECT_THAT(ran.out, Not(HasSubstr("requests")));
}

TEST_F(SchemaRunTest, what_the_schema_does_not_allow_has_to_be_refused) {
  const auto smoke = run_process(
      {PLIMSOLL_BINARY, "check",
       scenario("body_schema: {required: [features], properties: {features: {type: array, maxItems: 400}}}\n"
                "    cases: {mutate: [schema], repeat: 0, timeout: 2s}"),
       "--smoke"});
  EXPECT_THAT(smoke.out, HasSubstr("ok    schema $: has no \"features\", which is required"));
  EXPECT_THAT(smoke.out, HasSubstr("ok    schema $.features: is \"plimsoll\", not of type array"));
}

}  // namespace plimsoll::test::schema_run_test
