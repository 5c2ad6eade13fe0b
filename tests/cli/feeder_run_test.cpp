// Rows of data in the requests of a whole run: each is sent, as its target confirms, under both load models.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace plimsoll::test::feeder_run_test {

using nlohmann::json;
using ::testing::HasSubstr;

class FeederRun : public ::testing::Test {
 protected:
  ProcessResult run(const std::string& load, int rows, const std::string& padding = "",
                    const std::string& last = "") const {
    std::string csv = "a,b,note\n";
    for (int i = 0; i < rows; ++i) csv += std::to_string(i) + ".5,\"7\"," + padding + "\n";
    csv += last;
    folder_.write("rows.csv", csv);
    const auto file =
        folder_.write("soak.yaml", "target: " + target_.url() + "\nload: " + load +
                                       "\nfeeders: {row: {file: rows.csv, order: once}}\n"
                                       "requests:\n  - name: predict\n    post: /predict?n={{seq}}&note={{row.note}}\n"
                                       "    json: {rows: [[\"{{row.a}}\", \"{{row.b}}\", 1, 2]]}\n"
                                       "    expect: {status: 200}\n");
    return run_process({PLIMSOLL_BINARY, "run", file.string(), "--out", (folder_.path() / "out").string()});
  }

  void expect_each_row_once(const ProcessResult& result, unsigned rows) const {
    ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
    const auto record = json::parse(folder_.read("out/run.json"));
    EXPECT_EQ(record["run"]["ended_by"], "feeder");
    EXPECT_EQ(record["totals"]["requests"], rows);
    EXPECT_EQ(target_.predictions(), rows);
    EXPECT_THAT(result.out, HasSubstr("until the last row of its data"));
  }

  DemoTarget target_;
  TempFolder folder_;
};

TEST_F(FeederRun, of_users_ends_with_the_last_row) {
  expect_each_row_once(run("{users: 4, spawn_rate: 1000, wait: 1ms, duration: 60s}", 300), 300);
}

TEST_F(FeederRun, at_a_rate_ends_with_the_last_row) {
  expect_each_row_once(run("{rate: 500/s, duration: 60s}", 200), 200);
}

TEST_F(FeederRun, reads_a_file_that_is_not_kept_while_it_loads) {
  expect_each_row_once(run("{users: 8, spawn_rate: 1000, duration: 60s}", 3000, std::string(500, 'x')), 3000);
}

// Behind the first 4 MiB, which are looked at before the run.
TEST_F(FeederRun, sends_all_rows_before_one_that_does_not_fit_and_fails_with_its_line) {
  const auto result = run("{users: 8, spawn_rate: 1000, duration: 60s}", 9000, std::string(500, 'x'), "1.5\n2.5,3,\n");
  EXPECT_EQ(result.exit_code, 65) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("rows.csv:9002: expected 3 fields as in the head, got 1"));
  EXPECT_EQ(target_.predictions(), 9000U);
  const auto record = json::parse(folder_.read("out/run.json"));
  EXPECT_EQ(record["run"]["ended_by"], "error");
  EXPECT_EQ(record["verdict"]["outcome"], "error");
  EXPECT_EQ(record["totals"]["requests"], 9000);
}

}  // namespace plimsoll::test::feeder_run_test
