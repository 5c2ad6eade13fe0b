// Waits with a known signature, from real servers of loopback: each beside one that takes as long for a reason of its
// own.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::test::known_waits_test {

using ::testing::HasSubstr;
using ::testing::Not;

class KnownWaits : public ::testing::Test {
 protected:
  struct Seen {
    ProcessResult result;
    nlohmann::json totals;
  };

  Seen run(const std::string& mode) const {
    const int port = closed_port();
    const ChildProcess server(
        {"python3", PLIMSOLL_SOURCE_DIR "/tests/services/two_sends.py", std::to_string(port), mode});
    EXPECT_TRUE(eventually([&] { return first_bytes(port, "/").find("200 OK") != std::string::npos; }));
    Seen seen;
    seen.result =
        run_process({PLIMSOLL_BINARY, "run", fmt::format("http://127.0.0.1:{}/", port), "-u", "5", "-r", "100",
                     "--requests", "200", "--watch", "none", "--out", (folder_.path() / "out").string()});
    seen.totals = nlohmann::json::parse(folder_.read("out/run.json"), nullptr, false)["totals"];
    return seen;
  }

  TempFolder folder_;
};

constexpr auto kNamed = "Nagle's";

TEST_F(KnownWaits, two_sends_with_nagles_algorithm_are_named) {
  const auto seen = run("nagle");
  EXPECT_THAT(seen.result.out, HasSubstr(kNamed)) << seen.totals;
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("Set TCP_NODELAY in the target"));
}

TEST_F(KnownWaits, two_sends_without_it_are_not) {
  const auto seen = run("nodelay");
  EXPECT_EQ(seen.result.exit_code, 0) << seen.result.err;
  EXPECT_THAT(seen.result.out, Not(HasSubstr(kNamed))) << seen.totals;
}

TEST_F(KnownWaits, a_service_that_works_for_41_ms_between_head_and_body_is_not) {
  const auto seen = run("works");
  EXPECT_THAT(seen.result.out, Not(HasSubstr(kNamed))) << seen.totals;
  EXPECT_GT(seen.totals["first_in_pieces"]["delayed"], 0);  // what tells it apart
}

TEST_F(KnownWaits, a_service_that_takes_41_ms_is_not) {
  const auto seen = run("whole");
  EXPECT_EQ(seen.result.exit_code, 0) << seen.result.err;
  EXPECT_THAT(seen.result.out, Not(HasSubstr(kNamed))) << seen.totals;
}

}  // namespace plimsoll::test::known_waits_test
