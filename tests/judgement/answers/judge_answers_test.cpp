#include "judgement/answers/judge_answers.h"

#include "judgement/answers/chances.h"
#include "tests/judgement/answers/simulated_probes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>

namespace plimsoll::test::judge_answers_test {

using testing::HasSubstr;

constexpr std::uint64_t kRuns = 60;

// How often each verdict is given of such services.
std::map<AnswersVerdict, std::uint64_t> verdicts_of(const SimulatedService& service, const SimulatedRun& run = {},
                                                    std::uint64_t runs = kRuns) {
  std::map<AnswersVerdict, std::uint64_t> verdicts;
  for (std::uint64_t seed = 1; seed <= runs; ++seed)
    ++verdicts[judge_answers(simulate(service, run, seed), seed).verdict];
  return verdicts;
}

TEST(JudgeAnswers, healthy_services_stay_the_same) {
  EXPECT_EQ(verdicts_of({})[AnswersVerdict::same], kRuns);
  SimulatedService replicas;
  replicas.servers = 3;
  replicas.stale_rows = 0;
  replicas.tells_server = true;
  EXPECT_EQ(verdicts_of(replicas)[AnswersVerdict::same], kRuns);
}

TEST(JudgeAnswers, a_model_that_samples_is_not_deterministic_whoever_answers) {
  SimulatedService service;
  service.random_share = 1;
  service.servers = 3;
  service.stale_rows = 0;
  service.tells_server = true;
  EXPECT_EQ(verdicts_of(service)[AnswersVerdict::nondeterministic], kRuns);
  service.random_share = 0.3;
  service.random_answers = 2;
  EXPECT_EQ(verdicts_of(service)[AnswersVerdict::nondeterministic], kRuns);
}

TEST(JudgeAnswers, answers_that_change_in_the_middle_drift_and_the_onset_lies_in_its_interval) {
  std::uint64_t found = 0, held = 0;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    SimulatedService service;
    service.drift_at_s = 12 + static_cast<double>(seed % 37);
    service.drift_share = 0.5;
    const auto judged = judge_answers(simulate(service, {}, seed), seed);
    if (judged.verdict != AnswersVerdict::drift) continue;
    ++found;
    ASSERT_TRUE(judged.onset);
    if (judged.onset->from_s <= service.drift_at_s && service.drift_at_s <= judged.onset->to_s) ++held;
    EXPECT_LT(judged.onset->to_s - judged.onset->from_s, 15);
  }
  EXPECT_GE(found, kRuns - 3);
  EXPECT_GE(held, found - 6);
}

TEST(JudgeAnswers, a_worker_with_another_model_is_found_by_its_header) {
  SimulatedService service;
  service.servers = 2;
  service.tells_server = true;
  service.stale_rows = 0.5;
  EXPECT_EQ(verdicts_of(service, {}, 15)[AnswersVerdict::stale_replica], 15u);
  const auto judged = judge_answers(simulate(service, {}, 1));
  EXPECT_THAT(judged.reason, HasSubstr("x-served-by"));
  EXPECT_EQ(judged.header, 0u);
}

TEST(JudgeAnswers, a_worker_with_another_model_is_found_by_its_connections) {
  SimulatedService service;
  service.servers = 2;
  EXPECT_EQ(verdicts_of(service)[AnswersVerdict::stale_replica], kRuns);
  service.keeps_alive = false;  // then nothing tells it from a model with two answers
  EXPECT_EQ(verdicts_of(service)[AnswersVerdict::nondeterministic], kRuns);
  EXPECT_THAT(judge_answers(simulate(service, {}, 1)).notes, testing::ElementsAre(HasSubstr("tell who answers")));
}

TEST(JudgeAnswers, a_header_that_is_of_the_answer_names_no_server) {
  SimulatedService service;
  service.random_share = 0.5;
  service.random_answers = 3;
  service.labels = 3;
  auto trace = simulate(service, {}, 4);
  trace.headers = {"x-label"};
  trace.values.emplace_back();
  std::map<std::uint32_t, std::uint8_t> labels;
  for (auto& one : trace.answers) {
    const auto label = labels.emplace(one.content, static_cast<std::uint8_t>(labels.size())).first->second;
    one.told[0] = label;
    if (trace.values[0].size() <= label) trace.values[0].push_back(std::to_string(label));
  }
  EXPECT_EQ(judge_answers(trace).verdict, AnswersVerdict::nondeterministic);
}

TEST(JudgeAnswers, answers_of_other_rows_under_load_are_shared_state) {
  SimulatedService service;
  service.mixed_up_share = 0.1;
  EXPECT_EQ(verdicts_of(service)[AnswersVerdict::shared_state], kRuns);
}

TEST(JudgeAnswers, answers_of_nobody_under_load_are_wrong_under_load) {
  SimulatedService service;
  service.under_load_share = 0.3;
  EXPECT_EQ(verdicts_of(service)[AnswersVerdict::load_dependent], kRuns);
}

TEST(JudgeAnswers, few_labels_make_no_shared_state_of_a_drift) {
  SimulatedService service;
  service.labels = 3;
  service.drift_at_s = 30;
  const auto verdicts = verdicts_of(service);
  EXPECT_GE(verdicts.at(AnswersVerdict::drift), kRuns - 2);
}

TEST(JudgeAnswers, few_answers_are_too_few) {
  AnswerTrace trace;
  trace.rows = 1;
  trace.answers.resize(12);
  const auto judged = judge_answers(trace);
  EXPECT_EQ(judged.verdict, AnswersVerdict::inconclusive);
  EXPECT_THAT(judged.reason, HasSubstr("too few"));
  EXPECT_EQ(judge_answers(AnswerTrace{}).verdict, AnswersVerdict::inconclusive);
}

// By R: 1 - pbinom(7, 10, 0.5), fisher.test(matrix(c(0, 20, 6, 14), 2), alternative = "less").
TEST(Chances, are_exact) {
  EXPECT_NEAR(trials_at_least(8, std::vector<double>(10, 0.5)), 0.0546875, 1e-12);
  EXPECT_NEAR(trials_at_least(2, {0.5, 0.25}), 0.125, 1e-12);
  EXPECT_NEAR(fisher_at_most(0, 20, 6, 20), 0.0100981, 1e-6);
  EXPECT_NEAR(most_unseen_share(59), 0.0495, 1e-4);
}

}  // namespace plimsoll::test::judge_answers_test
