// Quality of answers by the built program: of a load, and of two models side by side. The models are scikit-learn's, as
// their coefficients (tests/data/quality/make_models.py).

#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace plimsoll::test::quality_command_test {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kData = PLIMSOLL_TEST_DATA "/quality/iris.csv";
constexpr std::array<const char*, 4> kColumns = {"sepal_length", "sepal_width", "petal_length", "petal_width"};

json models() {
  std::ifstream file(PLIMSOLL_TEST_DATA "/quality/models.json");
  return json::parse(file);
}

// Softmax of the rows that were sent: one as an object, or several as a list of them.
json answer_of(const json& model, const json& row) {
  std::vector<double> scores;
  for (std::size_t k = 0; k < 3; ++k) {
    double score = model["intercepts"][k];
    for (std::size_t i = 0; i < kColumns.size(); ++i)
      score += model["coefficients"][k][i].get<double>() * row[kColumns.at(i)].get<double>();
    scores.push_back(score);
  }
  const double most = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (auto& score : scores) sum += score = std::exp(score - most);
  for (auto& score : scores) score /= sum;
  const auto top = static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  return {{"class", models()["classes"][top]}, {"probabilities", scores}};
}

class ModelServer {
 public:
  explicit ModelServer(const std::string& name, std::uint64_t fails_at = 0)
      : model_(models()[name]), server_([this, fails_at](const ReceivedRequest& request) {
          if (++asked_ == fails_at) return Reply::status(500, R"({"error": "no"})");
          const auto rows = json::parse(request.body);
          if (!rows.is_array()) return Reply::json(answer_of(model_, rows).dump());
          json answers = json::array();
          for (const auto& row : rows) answers.push_back(answer_of(model_, row));
          return Reply::json(answers.dump());
        }) {}
  std::string url() const { return server_.url() + "/predict"; }
  std::uint64_t requests() const { return server_.requests(); }

 private:
  json model_;
  std::atomic<std::uint64_t> asked_{0};
  LoopbackServer server_;
};

class QualityCommand : public ::testing::Test {
 protected:
  ProcessResult compare(const std::string& baseline, const std::string& candidate,
                        const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {PLIMSOLL_BINARY, "quality", "--baseline", baseline, "--candidate", candidate};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto result = run_process(arguments);
    record_ = json::parse(result.out, nullptr, false);
    return result;
  }
  static std::vector<std::string> usual(const std::vector<std::string>& more = {}) {
    std::vector<std::string> all = {"--data",       kData,     "--label",       "species",
                                    "--prediction", "$.class", "--probability", "$.probabilities"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  json figure(const std::string& name) const {
    for (const auto& one : record_["figures"])
      if (one["figure"] == name) return one;
    return {};
  }

  TempFolder folder_;
  json record_;
};

TEST_F(QualityCommand, finds_the_better_model_with_the_figures_of_scikit_learn) {
  const ModelServer baseline("baseline");
  const ModelServer candidate("candidate");
  const auto result = compare(baseline.url(), candidate.url(), usual({"--format", "json"}));
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(record_["verdict"], "better");
  EXPECT_EQ(record_["decided_by"], "log_loss");
  EXPECT_EQ(record_["rows"], models()["rows"]);
  EXPECT_EQ(baseline.requests(), models()["rows"]);
  for (const auto* model : {"baseline", "candidate"}) {
    const auto wanted = models()[model]["figures"];
    for (const auto& [name, value] : wanted.items())
      EXPECT_NEAR(figure(name)[model]["value"].get<double>(), value.get<double>(), 1e-9) << model << ' ' << name;
  }
  const auto log_loss = figure("log_loss");
  EXPECT_LT(log_loss["high"].get<double>(), 0);
  EXPECT_GT(log_loss["candidate"]["cv_std"].get<double>(), 0);
}

TEST_F(QualityCommand, exits_with_1_for_a_worse_model_and_with_3_where_nobody_can_tell) {
  const ModelServer baseline("baseline");
  const ModelServer candidate("candidate");
  const auto worse = compare(candidate.url(), baseline.url(), usual());
  EXPECT_EQ(worse.exit_code, 1) << worse.out << worse.err;
  EXPECT_THAT(worse.out, AllOf(HasSubstr("The candidate is worse"), HasSubstr("Log loss"), HasSubstr("cv mean")));
  const ModelServer twin("baseline");
  const auto same = compare(baseline.url(), twin.url(), usual());
  EXPECT_EQ(same.exit_code, 3) << same.out << same.err;
  EXPECT_THAT(same.out, HasSubstr("cannot be told from the baseline"));
}

TEST_F(QualityCommand, writes_the_table_as_markdown_and_as_a_page) {
  const ModelServer baseline("baseline");
  const ModelServer candidate("candidate");
  const auto out = folder_.path() / "out";
  const auto result =
      compare(baseline.url(), candidate.url(), usual({"--format", "md", "--out", out.string(), "--folds", "3"}));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("| figure | model | value | cv mean | cv std |"), HasSubstr("better")));
  const auto page = folder_.read("out/comparison.html");
  EXPECT_THAT(page, AllOf(HasSubstr("The candidate is better"), HasSubstr("<table"), HasSubstr("3 parts")));
  EXPECT_THAT(page, HasSubstr(R"(<th scope="col" class="text">candidate is</th>)"));
  EXPECT_EQ(json::parse(folder_.read("out/comparison.json"))["folds"], 3);
  EXPECT_THAT(folder_.read("out/comparison.md"), HasSubstr("Log loss"));
}

TEST_F(QualityCommand, takes_batches_and_other_figures_to_decide_by) {
  const ModelServer baseline("baseline");
  const ModelServer candidate("candidate");
  const auto result = compare(baseline.url(), candidate.url(),
                              {"--data", kData, "--label", "species", "--prediction", "$[*].class", "--batch", "30",
                               "--figure", "f1_macro", "--format", "json"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(baseline.requests(), 3u);
  EXPECT_EQ(record_["rows"], 90);
  EXPECT_EQ(record_["decided_by"], "f1_macro");
  EXPECT_NEAR(figure("f1_macro")["candidate"]["value"].get<double>(),
              models()["candidate"]["figures"]["f1"].get<double>(), 1e-9);
}

TEST_F(QualityCommand, calls_a_model_worse_that_fails_where_the_other_answers) {
  const ModelServer baseline("baseline");
  const ModelServer candidate("candidate", 7);
  const auto result = compare(baseline.url(), candidate.url(), usual({"--format", "json"}));
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_EQ(record_["candidate"]["failed"], 1);
  EXPECT_EQ(record_["answered_by_one_alone"], 1);
  EXPECT_EQ(record_["rows"], 89);
  EXPECT_THAT(record_["candidate"]["first_failure"].get<std::string>(), HasSubstr("request 7: status 500"));
}

TEST_F(QualityCommand, tells_what_is_wrong_with_what_it_was_given) {
  const ModelServer model("baseline");
  const auto said = [&](const std::vector<std::string>& more, int exit_code) {
    const auto result = compare(model.url(), model.url(), more);
    EXPECT_EQ(result.exit_code, exit_code) << result.out << result.err;
    return result.err;
  };
  EXPECT_THAT(said({}, 64), HasSubstr("--data"));
  EXPECT_THAT(said({"--data", kData, "--label", "specis", "--prediction", "$.class"}, 64), HasSubstr("species"));
  EXPECT_THAT(said({"--data", "no.csv", "--label", "species", "--prediction", "$.class"}, 64), HasSubstr("no.csv"));
  EXPECT_THAT(said({"--data", kData, "--label", "species"}, 65), HasSubstr("needs `prediction`"));
  EXPECT_THAT(said(usual({"--figure", "logloss"}), 64), HasSubstr("log_loss"));
  EXPECT_THAT(said(usual({"--figure", "rmse"}), 65), HasSubstr("rmse cannot be told of these answers"));
  EXPECT_THAT(said({"--data", kData, "--label", "species", "--prediction", "$.klass"}, 65),
              AllOf(HasSubstr("gave no prediction"), HasSubstr("$.klass is missing")));
  const auto unreachable = compare("http://127.0.0.1:1/predict", model.url(), usual());
  EXPECT_EQ(unreachable.exit_code, 69) << unreachable.err;
  EXPECT_THAT(unreachable.err, HasSubstr("never answered"));
}

TEST_F(QualityCommand, refuses_a_path_that_the_scenario_adds_already) {
  const ModelServer model("baseline");
  const auto file = folder_.write("s.yaml", fmt::format(R"(target: http://127.0.0.1:1
feeders: {{row: {{file: {}}}}}
load: {{users: 1, requests: 1}}
requests:
  - post: /predict
    json: {{sepal_length: '{{{{row.sepal_length}}}}', sepal_width: '{{{{row.sepal_width}}}}',
      petal_length: '{{{{row.petal_length}}}}', petal_width: '{{{{row.petal_width}}}}'}}
    quality: {{label: '{{{{row.species}}}}', prediction: $.class, probability: $.probabilities}}
)",
                                                        kData));
  const auto twice = compare(model.url(), model.url(), {file.string()});
  EXPECT_EQ(twice.exit_code, 64) << twice.out << twice.err;
  EXPECT_THAT(twice.err, HasSubstr("the scenario adds its path /predict to the URL: leave it out here"));
  const auto target = model.url().substr(0, model.url().rfind('/'));
  EXPECT_EQ(compare(target, target, {file.string()}).exit_code, 3);
}

class QualityOfALoad : public QualityCommand {
 protected:
  ProcessResult load(const ModelServer& model, const std::string& more) {
    const auto url = model.url();
    folder_.write(
        "load.yaml",
        fmt::format(
            "target: {}\nfeeders: {{row: {{file: {}}}}}\nload: {{users: 2, requests: 180, duration: 1m}}\nmonitor: "
            "none\n"
            "requests:\n  - name: predict\n    post: /predict\n"
            "    json: {{sepal_length: '{{{{row.sepal_length}}}}', sepal_width: '{{{{row.sepal_width}}}}', "
            "petal_length: "
            "'{{{{row.petal_length}}}}', petal_width: '{{{{row.petal_width}}}}'}}\n"
            "    quality: {{label: '{{{{row.species}}}}', prediction: $.class, probability: $.probabilities}}\n{}",
            url.substr(0, url.rfind('/')), kData, more));
    auto result = run_process({PLIMSOLL_BINARY, "run", (folder_.path() / "load.yaml").string(), "--no-store", "--out",
                               (folder_.path() / "out").string()});
    record_ = json::parse(folder_.read("out/run.json"), nullptr, false);
    return result;
  }
};

TEST_F(QualityOfALoad, is_in_the_record_the_terminal_the_tables_and_the_page) {
  const ModelServer model("candidate");
  const auto result = load(model, "thresholds: ['log_loss < 0.4', 'accuracy of predict >= 0.9']\n");
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  // Every row twice, in whatever order.
  const auto figures = record_["totals"]["quality"]["figures"];
  const auto expected = models()["candidate"]["figures"];
  for (const auto& [name, value] : expected.items())
    EXPECT_NEAR(figures[name].get<double>(), value.get<double>(), 1e-9) << name;
  EXPECT_THAT(result.out, AllOf(HasSubstr("Quality"), HasSubstr("accuracy"), HasSubstr("log_loss < 0.4")));
  EXPECT_THAT(folder_.read("out/quality.csv"), HasSubstr("predict,180,0,0,"));
  EXPECT_THAT(folder_.read("out/quality_timeline.csv"), HasSubstr("name,t_seconds,length_seconds,rows,accuracy"));
  EXPECT_THAT(folder_.read("out/summary.md"), HasSubstr("| quality | Rows | Accuracy |"));
  EXPECT_THAT(folder_.read("out/report.html"), AllOf(HasSubstr("How right the answers to labelled rows were"),
                                                     HasSubstr("which class was taken for which")));
  // Every report can be made again of the record.
  const auto again = run_process({PLIMSOLL_BINARY, "report", (folder_.path() / "out/run.json").string(), "--out",
                                  (folder_.path() / "again").string()});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(folder_.read("again/quality.csv"), folder_.read("out/quality.csv"));
}

TEST_F(QualityOfALoad, breaks_a_threshold_where_the_model_is_worse) {
  const ModelServer model("baseline");
  const auto result = load(model, "thresholds: ['log_loss < 0.4']\n");
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("0.7463"));
}

TEST_F(QualityOfALoad, is_told_by_size_of_batch_with_the_rows_a_second_of_each) {
  const ModelServer model("candidate");
  const auto url = model.url();
  folder_.write(
      "batches.yaml",
      fmt::format(
          "target: {}\nfeeders: {{row: {{file: {}}}}}\nload: {{users: 1, requests: 60, duration: 1m}}\nmonitor: none\n"
          "requests:\n  - name: predict\n    post: /predict\n    batch: [1, 10, 30]\n"
          "    json: [{{sepal_length: '{{{{row.sepal_length}}}}', sepal_width: '{{{{row.sepal_width}}}}', "
          "petal_length: "
          "'{{{{row.petal_length}}}}', petal_width: '{{{{row.petal_width}}}}'}}]\n"
          "    quality: {{label: '{{{{row.species}}}}', prediction: '$[*].class', probability: '$[*].probabilities'}}\n"
          "thresholds: ['max < 10s']\n",
          url.substr(0, url.rfind('/')), kData));
  const auto result = run_process({PLIMSOLL_BINARY, "run", (folder_.path() / "batches.yaml").string(), "--no-store",
                                   "--out", (folder_.path() / "out").string()});
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  record_ = json::parse(folder_.read("out/run.json"));
  ASSERT_EQ(record_["requests"].size(), 3u);
  for (const auto& request : record_["requests"]) {
    const auto rows = request["name"] == "predict (batch 1)" ? 1 : request["name"] == "predict (batch 10)" ? 10 : 30;
    EXPECT_EQ(request["failures"], 0) << request["name"];
    EXPECT_EQ(request["quality"]["rows"].get<int>(), rows * request["requests"].get<int>());
  }
  EXPECT_THAT(result.out, AllOf(HasSubstr("Batches"), HasSubstr("The most rows a second within the limits")));
  EXPECT_THAT(folder_.read("out/batches.csv"), AllOf(HasSubstr("predict (batch 30),30,"), Not(HasSubstr(",0\n"))));
}

}  // namespace plimsoll::test::quality_command_test
