// Answers held against the rows that their requests were made of, in a load on the virtual clock.

#include "tests/engine/load/flow_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <unistd.h>

namespace plimsoll::row_rules_test {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kLoad = "load: {users: 1, spawn_rate: 1, wait: 1s, duration: 30s, requests: 4}\n";

// A file of four labelled rows, as long as the test lives.
class Rows : public testing::Test {
 protected:
  Rows() : file_(std::filesystem::path(testing::TempDir()) / ("rows" + std::to_string(getpid()) + ".csv")) {
    std::ofstream(file_) << "x,label,p\n1,no,0.1\n2,yes,0.8\n3,yes,0.4\n4,no,0.3\n";
  }
  void TearDown() override { std::filesystem::remove(file_); }

  std::string scenario(const std::string& request, const std::string& more = "") const {
    return "feeders: {row: " + file_.string() + "}\n" + (more.empty() ? kLoad : more) +
           "requests:\n  - post: /\n    json: {x: '{{row.x}}'}\n" + request;
  }

  std::filesystem::path file_;
};

// What the model knows of each x.
std::string answer_to(const std::string& body) {
  const char x = body.at(body.find(':') + 1);
  const std::string p = x == '1' ? "0.1" : x == '2' ? "0.8" : x == '3' ? "0.4" : "0.3";
  const std::string name = x == '2' ? "yes" : "no";
  return R"({"class": ")" + name + R"(", "p": )" + p + R"(, "both": [)" + p + "]}";
}

TEST_F(Rows, give_figures_of_quality_whether_the_answers_are_right_or_not) {
  const ClosedFlow run(scenario("    quality: {label: '{{row.label}}', prediction: $.class, probability: $.p}\n"),
                       [](const SentRequest& sent) { return answer_with(answer_to(sent.body)); });
  EXPECT_THAT(run.failures(), IsEmpty());
  const auto& quality = run.load().total().quality;
  ASSERT_EQ(quality.rows(), 4u);
  EXPECT_DOUBLE_EQ(*quality.classes.accuracy(), 0.75);
  EXPECT_DOUBLE_EQ(*quality.classes.recall(ClassAverage::usual), 0.5);
  EXPECT_NEAR(*quality.classes.log_loss(), -(std::log(0.9) + std::log(0.8) + std::log(0.4) + std::log(0.7)) / 4, 1e-12);
  EXPECT_DOUBLE_EQ(quality.classes.auc()->value, 1.0);
}

TEST_F(Rows, count_for_quality_where_the_same_answer_is_a_failure) {
  const ClosedFlow run(scenario("    quality: {label: '{{row.label}}', prediction: $.class}\n"
                                "    expect: {json: {$.class: '{{row.label}}'}}\n"),
                       [](const SentRequest& sent) { return answer_with(answer_to(sent.body)); });
  ASSERT_THAT(run.failures(), SizeIs(1));
  EXPECT_THAT(run.failures()[0], HasSubstr("$.class is not {{row.label}}"));
  EXPECT_EQ(run.load().total().failures, 1u);
  EXPECT_EQ(run.load().total().quality.rows(), 4u);
}

TEST_F(Rows, hold_numbers_within_a_tolerance) {
  const auto failures = [&](const std::string& within) {
    const ClosedFlow run(scenario("    expect: {json: {$.p: {equals: '{{row.p}}', within: " + within + "}}}\n"),
                         [](const SentRequest&) { return answer_with(R"({"p": 0.31})"); });
    return run.load().total().failures;
  };
  EXPECT_EQ(failures("0.005"), 4u);
  EXPECT_EQ(failures("0.01"), 3u) << "0.31 is within 0.01 of 0.3";
  EXPECT_EQ(failures("0.1"), 2u);
  EXPECT_EQ(failures("1"), 0u);
}

TEST_F(Rows, are_failures_where_the_answer_has_no_prediction_and_in_no_figure) {
  const auto said = [&](const std::string& quality, const std::string& answer) {
    const ClosedFlow run(scenario("    quality: {label: '{{row.label}}', " + quality + "}\n"),
                         [&](const SentRequest&) { return answer_with(answer); });
    EXPECT_EQ(run.load().total().quality.rows(), 0u);
    EXPECT_EQ(run.load().total().quality.unread, 4u);
    EXPECT_THAT(run.failures(), SizeIs(1)) << "equal failures count together";
    return run.failures().empty() ? std::string() : run.failures().front();
  };
  EXPECT_THAT(said("prediction: $.class", "{}"), HasSubstr("$.class is missing: quality cannot be told"));
  EXPECT_THAT(said("prediction: $.class", R"({"class": null})"), HasSubstr("$.class is no class"));
  EXPECT_THAT(said("prediction: $.class", R"({"class": ["no", "yes"]})"), HasSubstr("$.class is no class"));
  EXPECT_THAT(said("probability: $.p", R"({"p": [0.5, 0.9]})"), HasSubstr("do not add up to 1"));
  EXPECT_THAT(said("probability: $.p", R"({"p": 1.7})"), HasSubstr("not from 0 to 1"));
  EXPECT_THAT(said("probability: $.p", R"({"p": [0.2, 0.3, 0.5]})"),
              AllOf(HasSubstr("has 3 probabilities for 2 classes (no, yes)"), HasSubstr("classes: [...]")));
  EXPECT_THAT(said("probability: $.p", R"({"p": {"maybe": 1}})"), HasSubstr("has the class maybe"));
  EXPECT_THAT(said("probability: $.p", "no JSON"), HasSubstr("JSON"));
}

TEST_F(Rows, may_be_answered_with_a_class_that_no_label_has) {
  const ClosedFlow run(scenario("    quality: {label: '{{row.label}}', prediction: $.class}\n"),
                       [](const SentRequest&) { return answer_with(R"({"class": "maybe"})"); });
  const auto& classes = run.load().total().quality.classes;
  EXPECT_EQ(classes.unknown(), 4u);
  EXPECT_EQ(*classes.accuracy(), 0);
}

TEST_F(Rows, take_every_form_of_probabilities) {
  const auto log_loss = [&](const std::string& answer, const std::string& more = "") {
    const ClosedFlow run(scenario("    quality: {label: '{{row.label}}', probability: $.p" + more + "}\n"),
                         [&](const SentRequest&) { return answer_with(answer); });
    EXPECT_THAT(run.failures(), IsEmpty()) << answer;
    return run.load().total().quality.classes.log_loss().value_or(-1);
  };
  const double wanted = -(2 * std::log(0.7) + 2 * std::log(0.3)) / 4;
  for (const auto answer : {R"({"p": 0.3})", R"({"p": [0.3]})", R"({"p": [0.7, 0.3]})", R"({"p": [[0.7, 0.3]]})",
                            R"({"p": {"yes": 0.3, "no": 0.7}})"})
    EXPECT_NEAR(log_loss(answer), wanted, 1e-12) << answer;
  EXPECT_NEAR(log_loss(R"({"p": 0.7})", ", positive: 'no'"), wanted, 1e-12) << "a number is that of the positive one";
  EXPECT_NEAR(log_loss(R"({"p": [0.3, 0.7]})", ", classes: ['yes', 'no']"), wanted, 1e-12);
}

TEST_F(Rows, go_several_to_a_body) {
  std::vector<std::string> bodies;
  const ClosedFlow run(
      "feeders: {row: " + file_.string() +
          "}\nload: {users: 1, spawn_rate: 1, wait: 1s, duration: 30s, requests: 2}\nrequests:\n  - post: /\n"
          "    batch: 2\n    json: {rows: [['{{row.x}}']]}\n"
          "    quality: {label: '{{row.label}}', prediction: $.classes}\n"
          "    expect: {json: {'$.ps[*]': {equals: '{{row.p}}', within: 0.05}}}\n",
      [&](const SentRequest& sent) {
        bodies.push_back(sent.body);
        return answer_with(bodies.size() == 1 ? R"({"classes": ["no", "yes"], "ps": [0.1, 0.8]})"
                                              : R"({"classes": ["no", "yes"], "ps": [0.4, 0.9]})");
      });
  EXPECT_THAT(bodies, testing::ElementsAre(R"({"rows":[[1],[2]]})", R"({"rows":[[3],[4]]})"));
  const auto& total = run.load().total();
  EXPECT_EQ(total.quality.rows(), 4u);
  EXPECT_DOUBLE_EQ(*total.quality.classes.accuracy(), 0.5);
  EXPECT_EQ(total.failures, 1u) << "0.9 for 0.3";
}

TEST_F(Rows, are_told_when_the_answer_has_another_number_of_predictions) {
  const ClosedFlow run("feeders: {row: " + file_.string() + "}\n" + kLoad +
                           "requests:\n  - post: /\n    batch: 2\n    json: {rows: [['{{row.x}}']]}\n"
                           "    quality: {label: '{{row.label}}', prediction: '$.classes[*]'}\n",
                       [&](const SentRequest&) { return answer_with(R"({"classes": ["no", "yes", "no"]})"); });
  ASSERT_THAT(run.failures(), SizeIs(1));
  EXPECT_THAT(run.failures()[0], HasSubstr("has not as many predictions as the request had rows"));
}

TEST_F(Rows, are_numbers_for_a_regression) {
  const ClosedFlow run(
      scenario("    quality: {label: '{{row.p}}', prediction: $.y, type: regression, quantile: 0.9}\n"),
      [](const SentRequest&) { return answer_with(R"({"y": [[0.5]]})"); });
  const auto& values = run.load().total().quality.values;
  EXPECT_EQ(values.rows, 4u);
  EXPECT_NEAR(*values.mae(), (0.4 + 0.3 + 0.1 + 0.2) / 4, 1e-12);
  EXPECT_NEAR(*values.pinball_loss(), (0.1 * 0.4 + 0.9 * 0.3 + 0.1 * 0.1 + 0.1 * 0.2) / 4, 1e-12);
}

TEST_F(Rows, have_a_whole_answer_each_whatever_their_order) {
  const auto ran = [&](const std::string& order, const std::string& rules, const auto& answer) {
    ClosedFlow run("feeders: {row: {file: " + file_.string() + ", order: " + order +
                       "}}\nload: {users: 1, spawn_rate: 1, wait: 1s, duration: 100s, requests: 40}\nrequests:\n"
                       "  - post: /\n    json: {x: '{{row.x}}'}\n    expect: {body_like: {lines: "
                       "[{x: 1, y: [0.5]}, {x: 2, y: [0.5]}, {x: 3, y: [0.25]}, {x: 4, y: [1e-3]}]" +
                       rules + "}}\n",
                   [&](const SentRequest& sent) { return answer_with(answer(sent.body.at(sent.body.find(':') + 1))); });
    EXPECT_EQ(run.load().total().requests, 40u);
    return std::pair(run.load().total().failures, run.failures());
  };
  const auto right = [](char x) {
    return std::string(R"({"x": )") + x + R"(, "y": [)" + (x == '3' ? "0.25" : x == '4' ? "0.001" : "0.5") + "]}";
  };
  for (const auto* order : {"sequential", "shuffle", "random"}) EXPECT_EQ(ran(order, "", right).first, 0u) << order;

  // Another id each time, numbers a little off, names in another order: known texts, hashes and parsing agree.
  int asked = 0;
  const auto like = [&](char x) {
    ++asked;
    const auto y = x == '3' ? "0.2500001" : x == '4' ? "0.0010001" : "0.5";
    const auto id = std::to_string(asked);
    return asked % 2 == 0 ? std::string(R"({"id": "r)") + id + R"(", "x": )" + x + R"(, "y": [)" + y + "]}"
                          : std::string(R"({"y": [)") + y + R"(], "x": )" + x + R"(, "id": ")" + id + "\"}\n";
  };
  EXPECT_EQ(ran("shuffle", ", absolute_tolerance: 1e-6, ignore: [$.id]", like).first, 0u);
  EXPECT_EQ(ran("shuffle", ", absolute_tolerance: 1e-9, ignore: [$.id]", like).first, 20u) << "rows 3 and 4";

  const auto [failures, messages] = ran("shuffle", "", [&](char x) { return x == '3' ? right('2') : right(x); });
  EXPECT_EQ(failures, 10u);
  EXPECT_THAT(messages, testing::ElementsAre(HasSubstr("the body differs from row 3 of the lines at $.x, $.y[0]")));
}

TEST_F(Rows, may_be_lines_beside_rows) {
  const ClosedFlow run(scenario("    expect: {json: {$.p: {lines: [0.1, 0.8, 0.4, 9]}}}\n"),
                       [](const SentRequest& sent) { return answer_with(answer_to(sent.body)); });
  EXPECT_EQ(run.load().total().failures, 1u);
}

TEST_F(Rows, may_be_lines_beside_bodies) {
  auto bodies = file_;
  bodies.replace_extension(".jsonl");
  std::ofstream(bodies) << "{\"x\":1}\n{\"x\":2}\n";
  const ClosedFlow run(
      kLoad + "requests:\n  - post: /\n    json: '@" + bodies.string() +
          "'\n    expect: {json: {$.y: {lines: [10, 20], within: 1}}}\n",
      [](const SentRequest& sent) {
        return answer_with(sent.body.find('1') != std::string::npos ? R"({"y": 10.5})" : R"({"y": 25})");
      });
  std::filesystem::remove(bodies);
  EXPECT_EQ(run.load().total().requests, 4u);
  EXPECT_EQ(run.load().total().failures, 2u);
}

}  // namespace plimsoll::row_rules_test
