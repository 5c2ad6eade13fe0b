// `plimsoll snapshot` as a process: what it writes, what it proposes, what it does not write.

#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace plimsoll::test::snapshot_command_test {

using ::testing::HasSubstr;
using ::testing::Not;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class SnapshotCommand : public ::testing::Test {
 protected:
  Reply answer(const ReceivedRequest& request) {
    const auto number = ++asked_;
    if (request.target == "/predict")
      return Reply::json(fmt::format(R"({{"request_id": "r{}", "score": {}, "label": "cat"}})", number,
                                     0.5 + 0.001 * static_cast<double>(number % 3)));
    if (request.target == "/rows") return Reply::json(request.body);
    if (request.target == "/secret") return Reply::json(R"({"key": "s3cr3t-value"})");
    if (request.target == "/page") return Reply::with(200, "text/html", "<html></html>");
    return Reply::status(500);
  }

  ProcessResult snapshot(const std::string& requests, const std::vector<std::string>& options = {}) {
    folder_.write("soak.yaml", fmt::format("target: {}\nload: {{users: 1, duration: 1m, requests: 20}}\n{}",
                                           server_.url(), requests));
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "snapshot", "soak.yaml"};
    whole.insert(whole.end(), options.begin(), options.end());
    return run(whole);
  }

  ProcessResult run(const std::vector<std::string>& arguments) {
    ChildOptions where;
    where.directory = folder_.path().string();
    return run_process(arguments, where);
  }

  std::atomic<int> asked_{0};
  TempFolder folder_;
  LoopbackServer server_{[this](const ReceivedRequest& request) { return answer(request); }};
};

TEST_F(SnapshotCommand, records_answers_and_proposes_what_to_ignore) {
  const std::string requests = "requests:\n  - name: predict it\n    post: /predict\n    json: {a: 1}\n";
  const auto taken = snapshot(requests);
  EXPECT_EQ(taken.exit_code, 0) << taken.err;
  EXPECT_EQ(asked_, 3);
  EXPECT_THAT(content(folder_.path() / "answers" / "predict-it.json"), HasSubstr(R"("request_id": "r1")"));
  EXPECT_THAT(taken.out, HasSubstr("file: \"@answers/predict-it.json\"\n"));
  EXPECT_THAT(taken.out, HasSubstr("ignore: [\"$.request_id\"]"));
  EXPECT_THAT(taken.out, HasSubstr("\"$.score\": {absolute_tolerance: "));
  // The lines are the scenario's.
  const auto lines = taken.out.substr(taken.out.find("    expect:"));
  folder_.write("soak.yaml",
                fmt::format("target: {}\nload: {{users: 1, duration: 1m, requests: 20}}\nmonitor: none\n{}{}",
                            server_.url(), requests, lines));
  const auto ran = run({PLIMSOLL_BINARY, "run", "soak.yaml", "--no-store", "--no-progress", "--out", "out"});
  EXPECT_THAT(ran.out, Not(HasSubstr("differs"))) << ran.out << ran.err;
  EXPECT_NE(ran.exit_code, 65) << ran.err;
  EXPECT_NE(ran.exit_code, 1) << ran.out;
}

TEST_F(SnapshotCommand, writes_over_nothing_without_force) {
  const std::string requests = "requests:\n  - name: predict\n    post: /predict\n    json: {a: 1}\n";
  folder_.write("answers/predict.json", "mine");
  const auto refused = snapshot(requests);
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, HasSubstr("answers/predict.json: is there already; --force writes over it"));
  EXPECT_EQ(content(folder_.path() / "answers" / "predict.json"), "mine");
  EXPECT_EQ(asked_, 0);
  EXPECT_EQ(snapshot(requests, {"--force"}).exit_code, 0);
  EXPECT_NE(content(folder_.path() / "answers" / "predict.json"), "mine");
}

TEST_F(SnapshotCommand, answers_by_row_are_lines_in_the_order_of_the_rows) {
  folder_.write("rows.csv", "x\n1\n2\n3\n");
  const auto taken =
      snapshot("feeders: {row: rows.csv}\nrequests:\n  - name: rows\n    post: /rows\n    json: {x: \"{{row.x}}\"}\n",
               {"--rows", "3"});
  EXPECT_EQ(taken.exit_code, 0) << taken.err;
  EXPECT_EQ(content(folder_.path() / "answers" / "rows.jsonl"), "{\"x\":1}\n{\"x\":2}\n{\"x\":3}\n");
  EXPECT_THAT(taken.out, HasSubstr("its answers differ by row: answers/rows.jsonl"));
}

TEST_F(SnapshotCommand, does_not_write_secrets_failures_and_pages) {
  const auto taken = snapshot(
      "headers: {x-api-key: s3cr3t-value}\nrequests:\n  - {name: secret, get: /secret}\n  - {name: page, get: /page}\n"
      "  - {name: fails, get: /fails}\n  - {name: fine, post: /rows, json: [1]}\n");
  EXPECT_EQ(taken.exit_code, 1);
  EXPECT_THAT(taken.err, HasSubstr("secret: not recorded: an answer holds a secret"));
  EXPECT_THAT(taken.err, HasSubstr("page: not recorded: "));
  EXPECT_THAT(taken.err, HasSubstr("fails: not recorded: "));
  EXPECT_THAT(taken.out + taken.err, Not(HasSubstr("s3cr3t")));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "answers" / "secret.json"));
  EXPECT_EQ(content(folder_.path() / "answers" / "fine.json"), "[1]");
}

TEST_F(SnapshotCommand, tells_what_is_wrong_before_it_asks) {
  EXPECT_EQ(snapshot("requests: [{get: /rows}]\n", {"--rows", "0"}).exit_code, 64);
  EXPECT_EQ(snapshot("requests: [{gett: /rows}]\n").exit_code, 65);
  EXPECT_EQ(asked_, 0);
  folder_.write("gone.yaml", "target: http://127.0.0.1:1\nload: {users: 1, duration: 1m}\nrequests: [{get: /x}]\n");
  EXPECT_EQ(run({PLIMSOLL_BINARY, "snapshot", "gone.yaml"}).exit_code, 69);
}

}  // namespace plimsoll::test::snapshot_command_test
