// `check FILE.hurl` as a process: exit codes, what is printed, reports, variables.

#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::hurl_check_test {

using ::testing::AllOf;
using ::testing::HasSubstr;

class HurlCheck : public ::testing::Test {
 protected:
  ProcessResult check(const std::string& text, const std::vector<std::string>& options) {
    std::vector<std::string> command = {PLIMSOLL_BINARY, "check", folder_.write("api.hurl", text).string()};
    command.insert(command.end(), options.begin(), options.end());
    return run_process(command);
  }

  TempFolder folder_;
  LoopbackServer server_{
      [](const ReceivedRequest& request) { return Reply::json(R"({"id": 7, "path": ")" + request.target + R"("})"); }};
};

TEST_F(HurlCheck, tells_each_entry_and_writes_reports) {
  const auto junit = (folder_.path() / "junit.xml").string();
  const auto tap = (folder_.path() / "api.tap").string();
  const auto result =
      check("GET {{host}}/a\nHTTP 200\n\nGET {{host}}/b\nHTTP 200\n[Asserts]\njsonpath \"$.id\" == 8\n",
            {"--variable", "host=" + server_.url(), "--report", "junit:" + junit, "--report", "tap:" + tap});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("api.hurl: failed: 2 entries"), HasSubstr("ok    GET http://127.0.0.1:"),
                                HasSubstr("api.hurl:7:1: jsonpath \"$.id\" == 8 does not hold: found: 7")));
  EXPECT_THAT(folder_.read("junit.xml"), HasSubstr("tests=\"2\" failures=\"1\""));
  EXPECT_THAT(folder_.read("api.tap"), HasSubstr("not ok 1 - "));
}

TEST_F(HurlCheck, takes_variables_of_a_file_and_of_the_environment) {
  const auto file = folder_.write("vars", "# where\nhost=" + server_.url() + "\nid=7\n").string();
  const auto command = std::vector<std::string>{
      PLIMSOLL_BINARY, "check",
      folder_.write("api.hurl", "GET {{host}}/{{part}}\nHTTP 200\n[Asserts]\njsonpath \"$.id\" == {{id}}\n").string(),
      "--variables-file", file};
  const auto result = run_process(command, {"", {{"HURL_VARIABLE_part", "x"}}, true});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("/x"));
}

TEST_F(HurlCheck, refuses_what_is_wrong_before_anything_is_sent) {
  const auto wrong =
      check("GET " + server_.url() + "\nHTTP 200\n[Asserts]\nxpath \"//a\" exists\nbody xpath \"//b\" exists\n", {});
  EXPECT_EQ(wrong.exit_code, 65);
  EXPECT_THAT(wrong.err,
              AllOf(HasSubstr("api.hurl:4:1: xpath: XPath is not done"), HasSubstr("api.hurl:5:6: xpath: ")));
  EXPECT_EQ(server_.requests(), 0u);
  EXPECT_EQ(check("", {}).exit_code, 65);
  EXPECT_EQ(check("GET http://a\n", {"--report", "html"}).exit_code, 64);
  EXPECT_EQ(check("GET http://a\n", {"--variable", "x"}).exit_code, 64);
  EXPECT_EQ(check("GET http://a\n", {"--smoke"}).exit_code, 64);
  const auto scenario = folder_.write("a.yaml", "target: http://a\nrequests: [{get: /}]\n").string();
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "check", scenario, "--variable", "x=1"}).exit_code, 64);
}

}  // namespace plimsoll::test::hurl_check_test
