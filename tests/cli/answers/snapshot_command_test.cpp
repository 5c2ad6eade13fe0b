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

using ::testing::AllOf;
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
    if (request.target == "/by-row") {
      const int x = std::stoi(request.body.substr(request.body.find(':') + 1));
      return Reply::json(fmt::format("{{\"request_id\": {}, \"sum\": {}}}\n", number, x == wrong_ ? -1 : x));
    }
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
  std::atomic<int> wrong_{0};
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
  EXPECT_THAT(taken.out, HasSubstr("lines: \"@answers/rows.jsonl\"\n"));
}

TEST_F(SnapshotCommand, lines_by_row_pass_in_a_load_of_any_order_and_name_the_row_that_is_wrong) {
  std::string rows = "x\n";
  for (int x = 1; x <= 30; ++x) rows += std::to_string(x) + "\n";
  folder_.write("rows.csv", rows);
  const auto feeders = [](const std::string& order) {
    return "feeders: {row: {file: rows.csv, order: " + order + "}}\nrequests:\n  - name: predict\n" +
           "    post: /by-row\n    json: {x: \"{{row.x}}\"}\n";
  };
  const auto taken = snapshot(feeders("shuffle"));
  EXPECT_EQ(taken.exit_code, 0) << taken.err;
  EXPECT_EQ(asked_, 90) << "each row three times";
  EXPECT_THAT(taken.out, HasSubstr("# predict: asked 3 times with 30 rows\n"));
  EXPECT_THAT(content(folder_.path() / "answers" / "predict.jsonl"), HasSubstr(R"("sum": 7)"));
  const auto lines = taken.out.substr(taken.out.find("    expect:"));
  EXPECT_THAT(lines, HasSubstr("lines: \"@answers/predict.jsonl\"\n        ignore: [\"$.request_id\"]"));
  const auto ran = [&](const std::string& order) {
    folder_.write("soak.yaml",
                  fmt::format("target: {}\nload: {{users: 2, spawn_rate: 10, duration: 1m, requests: 120}}\n"
                              "monitor: none\n{}{}",
                              server_.url(), feeders(order), lines));
    return run({PLIMSOLL_BINARY, "run", "soak.yaml", "--no-store", "--no-progress", "--out", "out"});
  };
  for (const auto* order : {"sequential", "shuffle", "by_user"}) {
    const auto good = ran(order);
    EXPECT_THAT(good.out, AllOf(HasSubstr("120"), Not(HasSubstr("differs")))) << order << good.out << good.err;
    EXPECT_NE(good.exit_code, 65) << good.err;
  }
  wrong_ = 17;
  const auto bad = ran("shuffle");
  EXPECT_THAT(bad.out, HasSubstr("the body differs from row 17 of answers/predict.jsonl at $.sum"));
  EXPECT_THAT(content(folder_.path() / "out" / "junit.xml"), HasSubstr("row 17"));
}

TEST_F(SnapshotCommand, tells_when_lines_cannot_say_what_is_expected) {
  folder_.write("rows.csv", "x\n1\n2\n3\n");
  const std::string by_row = "    post: /by-row\n    json: {x: \"{{row.x}}\"";
  const auto few = snapshot("feeders: {row: rows.csv}\nrequests:\n  - name: few\n" + by_row + "}\n", {"--rows", "2"});
  EXPECT_EQ(few.exit_code, 1);
  EXPECT_THAT(few.err, HasSubstr("its answers differ by row, and 2 of 3 rows were asked for: --rows 3 asks for all"));
  const auto two = snapshot("feeders: {row: rows.csv, other: rows.csv}\nrequests:\n  - name: two\n" + by_row +
                            ", y: \"{{other.x}}\"}\n");
  EXPECT_EQ(two.exit_code, 1);
  EXPECT_THAT(two.err, HasSubstr("nobody can tell which line is its"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "answers"));
}

TEST_F(SnapshotCommand, places_that_no_expected_answer_has_are_told_before_a_load) {
  folder_.write("answers/predict.json", R"({"request_id": "r", "score": 0.5})");
  folder_.write("soak.yaml",
                "target: http://h\nload: {users: 1, duration: 1m}\nrequests:\n  - name: predict\n    post: /p\n"
                "    json: {}\n    expect: {body_like: {file: '@answers/predict.json', ignore: "
                "[$.requestid], tolerance_at: {$.score: {absolute_tolerance: 1}}}}\n");
  const auto told = run({PLIMSOLL_BINARY, "check", "soak.yaml"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_EQ(told.err,
            "plimsoll: warning: predict: body_like: \"$.requestid\" is no place of answers/predict.json: is it "
            "spelled right? \"$.request_id\" is a place\n");
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

TEST_F(SnapshotCommand, asks_no_more_for_answers_that_it_cannot_keep) {
  folder_.write("rows.csv", "x\n1\n2\n3\n");
  const auto taken = snapshot(
      "feeders: {row: rows.csv}\nrequests:\n  - {name: fails, get: \"/fails?x={{row.x}}\"}\n"
      "  - {name: chat, post: /fails, json: {stream: true, x: \"{{row.x}}\"}, stream: sse}\n");
  EXPECT_EQ(taken.exit_code, 1);
  EXPECT_THAT(taken.err, HasSubstr("chat: not recorded: its answers come as a stream"));
  EXPECT_EQ(asked_, 3) << "each row of the first once, the stream never";
}

TEST_F(SnapshotCommand, tells_what_is_wrong_before_it_asks) {
  EXPECT_EQ(snapshot("requests: [{get: /rows}]\n", {"--rows", "0"}).exit_code, 64);
  EXPECT_EQ(snapshot("requests: [{gett: /rows}]\n").exit_code, 65);
  EXPECT_EQ(asked_, 0);
  folder_.write("gone.yaml", "target: http://127.0.0.1:1\nload: {users: 1, duration: 1m}\nrequests: [{get: /x}]\n");
  EXPECT_EQ(run({PLIMSOLL_BINARY, "snapshot", "gone.yaml"}).exit_code, 69);
}

}  // namespace plimsoll::test::snapshot_command_test
