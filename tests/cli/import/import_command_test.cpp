// `plimsoll import` as a process: files, exit codes, and that what is imported runs.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::import_command_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ImportCommand, curl_commands_become_a_scenario_whose_requests_are_answered) {
  DemoTarget target;
  TempFolder folder;
  const auto commands = folder.write(
      "commands.txt", "curl -L --http2 " + target.url() + "/predict --json '{\"rows\": [[5.1, 3.5, 1.4, 0.2]]}'\n");
  const auto out = (folder.path() / "soak.yaml").string();
  const auto result = run_process({PLIMSOLL_BINARY, "import", commands.string(), "-o", out});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("1 request; left out: 1"), HasSubstr("check " + out + " --smoke")));
  EXPECT_THAT(result.err, HasSubstr("commands.txt:1: --http2"));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "check", out, "--smoke"}).exit_code, 0);
  EXPECT_EQ(target.predictions(), 1U);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "import", commands.string(), "-o", out}).exit_code, 64) << "overwrote it";
}

TEST(ImportCommand, an_access_log_becomes_a_replay_beside_its_scenario) {
  TempFolder folder;
  const auto log = folder.write("access.log", "h - - [31/Jan/2026:12:00:00 +0000] \"GET /health HTTP/1.1\" 200 1\n");
  const auto out = (folder.path() / "yesterday.yaml").string();
  const auto without = run_process({PLIMSOLL_BINARY, "import", log.string()});
  EXPECT_EQ(without.exit_code, 64);
  EXPECT_THAT(without.err, HasSubstr("-o FILE is needed"));
  EXPECT_EQ(
      run_process({PLIMSOLL_BINARY, "import", log.string(), "--target", "http://127.0.0.1:1", "-o", out}).exit_code, 0);
  EXPECT_THAT(folder.read("yesterday.jsonl"), HasSubstr("/health"));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "check", out}).exit_code, 0);
}

TEST(ImportCommand, bad_input_and_bad_usage_have_their_exit_codes) {
  TempFolder folder;
  const auto commands = folder.write("commands.txt", "curl 'http://h/a\n");
  const auto open = run_process({PLIMSOLL_BINARY, "import", commands.string()});
  EXPECT_EQ(open.exit_code, 65);
  EXPECT_THAT(open.err, HasSubstr("commands.txt:1: a ' that is not closed"));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "import", (folder.path() / "none.txt").string()}).exit_code, 65);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "import", commands.string(), "--from", "soap"}).exit_code, 64);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "import", commands.string(), "--target", "h"}).exit_code, 64);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "import", commands.string(), "--from", "curl", "--timed"}).exit_code, 64);
}

TEST(ImportCommand, a_file_that_is_named_and_not_there_is_told_after_writing) {
  TempFolder folder;
  const auto commands = folder.write(
      "commands.txt", "curl http://127.0.0.1:1/a -H 'content-type: application/json' -d @not-there.json\n");
  const auto result =
      run_process({PLIMSOLL_BINARY, "import", commands.string(), "-o", (folder.path() / "soak.yaml").string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.err, HasSubstr("not-there.json"));
}

}  // namespace plimsoll::test::import_command_test
