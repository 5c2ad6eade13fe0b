// Two models behind servers of the test: what decides, and what is told beside it.

#include "conduct/models/model_contest.h"
#include "scenarios/reading/parse.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace plimsoll::test::model_contest_test {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kRows = 60;

class ModelContest : public testing::Test {
 protected:
  // What a model says of x: its class, and how likely "yes" is.
  struct Said {
    std::string name;
    double yes = 0;
  };
  using Model = std::function<Said(int x)>;
  static Said right(int x) { return {x % 2 == 0 ? "yes" : "no", x % 2 == 0 ? 0.9 : 0.1}; }

  static LoopbackServer::Handler served(const Model& model) {
    return [model](const ReceivedRequest& request) {
      const auto said = model(nlohmann::json::parse(request.body)["x"].get<int>());
      if (said.name.empty()) return Reply::status(500, "no");
      return Reply::json(fmt::format(R"({{"class": "{}", "yes": {}}})", said.name, said.yes));
    };
  }
  Scenario scenario(const std::string& url) const {
    std::string rows = "x,label\n";
    for (int x = 0; x < kRows; ++x) rows += fmt::format("{},{}\n", x, right(x).name);
    folder_.write("rows.csv", rows);
    ParseInput input;
    input.folder = folder_.path();
    input.text = fmt::format(R"(target: {}
load: {{users: 1, requests: 1}}
feeders: {{row: rows.csv}}
requests:
  - name: predict
    post: /
    json: {{x: "{{{{row.x}}}}"}}
    quality: {{label: "{{{{row.label}}}}", prediction: $.class, probability: $.yes, positive: "yes"}}
)",
                             url);
    auto parsed = parse_scenario(input);
    EXPECT_TRUE(parsed.scenario.has_value()) << (parsed.findings.empty() ? "" : parsed.findings.front().message);
    return *std::move(parsed.scenario);
  }
  Result<ModelComparison> compare(const Model& baseline, const Model& candidate, const std::string& figure = "") const {
    const LoopbackServer before(served(baseline)), after(served(candidate));
    ContestPlan plan;
    plan.rules.resamples = 400;
    plan.figure = figure;
    return compare_targets(scenario(before.url()), scenario(after.url()), plan);
  }

  TempFolder folder_;
};

TEST_F(ModelContest, is_lost_by_wrong_classes_beside_right_probabilities) {
  const auto unknown = [](int x) { return Said{"maybe", right(x).yes}; };
  const auto result = compare(right, unknown);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->verdict, ModelVerdict::worse);
  EXPECT_EQ(result->exit_code, 1);
  EXPECT_EQ(result->decided_by, "accuracy");
  EXPECT_THAT(result->why, AllOf(HasSubstr("accuracy of the candidate is 0, of the baseline 1"),
                                 HasSubstr("by log_loss the candidate cannot be told from the baseline")));
  EXPECT_THAT(result->notes, Contains(HasSubstr("the candidate named a class that no label has for 60 of 60 rows")));
  // Whoever asks for a figure gets it.
  const auto named = compare(right, unknown, "log_loss");
  ASSERT_TRUE(named.has_value()) << named.error().message;
  EXPECT_EQ(named->verdict, ModelVerdict::cannot_tell);
}

TEST_F(ModelContest, of_twins_cannot_be_told_and_has_nothing_beside_it) {
  const auto result = compare(right, right);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->verdict, ModelVerdict::cannot_tell);
  EXPECT_EQ(result->decided_by, "log_loss");
  EXPECT_THAT(result->notes, IsEmpty());
}

TEST_F(ModelContest, is_lost_by_a_candidate_that_gives_no_prediction_at_all) {
  const auto nothing = [](int) { return Said{}; };
  const auto result = compare(right, nothing);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->verdict, ModelVerdict::worse);
  EXPECT_EQ(result->exit_code, 1);
  EXPECT_THAT(result->figures, IsEmpty());
  EXPECT_THAT(result->why, HasSubstr("the candidate gave no prediction for 60 rows, the baseline for 0"));
  EXPECT_TRUE(compare(nothing, right).has_error()) << "there is nothing to be better than";
  EXPECT_TRUE(compare(nothing, nothing).has_error());
}

TEST_F(ModelContest, is_lost_by_a_candidate_that_answers_too_few_rows) {
  const auto result = compare(right, [](int x) { return x < 2 ? right(x) : Said{}; });
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->verdict, ModelVerdict::worse);
  EXPECT_THAT(result->why, HasSubstr("too few rows are left"));
}

}  // namespace plimsoll::test::model_contest_test
