// Rules one by one: a run that keeps all of them, and what breaks each.

#include "reports/rules/rules_judgement.h"

#include "reports/rules/cache_judgement.h"
#include "reports/verdict/run_verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::rules_judgement_test {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// 8 users for 610 s after 30 s of warm-up, 2,000 streams of 20 tokens, twice through 1,000 samples.
RunRecord good_run() {
  RunRecord run;
  run.duration_s = 640;
  run.warmup_s = 30;
  run.seed = 7;
  run.request_names = {"chat"};
  run.stats = Snapshot(1);
  run.stats.warmup.requests = 90;
  auto& stats = run.stats.by_request[0];
  stats.requests = 2000;
  stats.streams.streams = 2000;
  stats.streams.held = 2000;
  for (int i = 0; i < 2000; ++i) {
    stats.response_time.record(1s);
    stats.streams.record(StreamTime::first_token, 100ms + i * 10us);
    stats.streams.record(StreamTime::first_token_service, 100ms + i * 10us);
    stats.streams.record(StreamTime::token_by_usage_of_each, 20ms);
  }
  return run;
}

RulesFacts good_facts() { return {1000, true, 8, ""}; }

CacheAudit clean_audit() {
  std::vector<AuditBlock> blocks(10, AuditBlock{50, 50, 0, 20, 20});
  blocks[3].repeated_ms = 20.1;
  return judge_cache(blocks, 0.1);
}

RuleResult rule(const RulesRecord& rules, std::string_view words) {
  const auto found = std::find_if(rules.results.begin(), rules.results.end(), [&](const RuleResult& result) {
    return result.rule.find(words) != std::string::npos;
  });
  return found == rules.results.end() ? RuleResult{"none of these words", RuleState::unknown, "", ""} : *found;
}

TEST(JudgeRules, all_hold_of_a_run_that_keeps_them) {
  auto run = good_run();
  run.rules = judge_rules(run, good_facts(), clean_audit());
  for (const auto& result : run.rules->results)
    EXPECT_EQ(result.state, RuleState::holds) << result.rule << ": " << result.figure;
  EXPECT_EQ(decide(run, {}).exit_code, 0);
  EXPECT_FALSE(run.rules->not_judged.empty());
}

TEST(JudgeRules, a_broken_one_fails_the_run_and_is_said) {
  auto run = good_run();
  run.duration_s = 600;
  run.rules = judge_rules(run, good_facts(), clean_audit());
  EXPECT_EQ(rule(*run.rules, "at least 10 min").state, RuleState::broken);
  const auto verdict = decide(run, {});
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_THAT(verdict.reasons.front(), HasSubstr("Rule broken"));
}

TEST(JudgeRules, above_thirty_two_users_the_load_is_twice_as_long) {
  auto facts = good_facts();
  facts.concurrency = 32;
  EXPECT_EQ(rule(judge_rules(good_run(), facts, clean_audit()), "issued for at least").state, RuleState::holds);
  facts.concurrency = 33;
  EXPECT_EQ(rule(judge_rules(good_run(), facts, clean_audit()), "issued for at least").state, RuleState::broken);
}

TEST(JudgeRules, each_of_the_plan_is_judged) {
  const auto state = [](const RulesFacts& facts, std::string_view words) {
    return rule(judge_rules(good_run(), facts, clean_audit()), words).state;
  };
  auto facts = good_facts();
  facts.why_not_fixed = "it has stages";
  EXPECT_EQ(state(facts, "concurrency is fixed"), RuleState::broken);
  facts = good_facts();
  facts.seed_is_pinned = false;
  EXPECT_EQ(state(facts, "seeds"), RuleState::broken);
  facts.samples = 3000;
  EXPECT_EQ(state(facts, "whole pass"), RuleState::broken);
  facts.samples = 999;
  EXPECT_EQ(state(facts, "whole pass"), RuleState::holds);
  EXPECT_EQ(state(facts, "whole multiple"), RuleState::broken);
  facts.samples.reset();
  EXPECT_EQ(state(facts, "whole pass"), RuleState::unknown);
  auto run = good_run();
  run.warmup_s = 0;
  EXPECT_EQ(rule(judge_rules(run, good_facts(), clean_audit()), "warm-up").state, RuleState::broken);
}

TEST(JudgeRules, samples_are_those_of_early_stopping) {
  auto run = good_run();
  run.stats.by_request[0].streams.streams = 661;
  const auto few = judge_rules(run, good_facts(), clean_audit());
  EXPECT_EQ(rule(few, "enough samples for p90").state, RuleState::holds);
  EXPECT_EQ(rule(few, "enough samples for p99").state, RuleState::broken);
  EXPECT_THAT(rule(few, "enough samples for p99").figure, HasSubstr("661 of 662"));
}

TEST(JudgeRules, tokens_counted_at_the_end_leave_the_first_chunk_open) {
  auto run = good_run();
  auto& streams = run.stats.by_request[0].streams;
  streams.times[static_cast<std::size_t>(StreamTime::token_by_usage_of_each)].reset();
  for (int i = 0; i < 2000; ++i) streams.record(StreamTime::token_by_usage, 20ms);
  EXPECT_EQ(rule(judge_rules(run, good_facts(), clean_audit()), "TPOT").state, RuleState::unknown);
}

TEST(JudgeRules, plain_answers_have_no_first_token) {
  auto run = good_run();
  run.stats.by_request[0].streams = {};
  const auto rules = judge_rules(run, good_facts(), clean_audit());
  EXPECT_EQ(rule(rules, "TTFT").state, RuleState::unknown);
  EXPECT_EQ(rule(rules, "enough samples for p99").state, RuleState::holds);
}

TEST(JudgeRules, a_limit_is_shown_by_early_stopping) {
  auto run = good_run();
  ThresholdResult limit;
  limit.threshold = parse_threshold("ttft_p99 < 119.9ms").value();
  limit.ok = true;
  run.thresholds = {limit};
  // 10 of 2,000 are above: 2,010 are needed with so many.
  const auto close = judge_rules(run, good_facts(), clean_audit());
  EXPECT_NE(rule(close, "ttft_p99").state, RuleState::holds);
  run.thresholds[0].threshold = parse_threshold("ttft_p99 < 150ms").value();
  EXPECT_EQ(rule(judge_rules(run, good_facts(), clean_audit()), "ttft_p99").state, RuleState::holds);
  run.thresholds[0].threshold = parse_threshold("ttft_p99 < 101ms").value();
  run.thresholds[0].ok = false;
  EXPECT_EQ(rule(judge_rules(run, good_facts(), clean_audit()), "ttft_p99").state, RuleState::broken);
}

TEST(JudgeRules, an_audit_that_was_not_made_is_not_passed) {
  EXPECT_EQ(rule(judge_rules(good_run(), good_facts(), std::nullopt), "cache").state, RuleState::unknown);
}

TEST(CountAbove, leaves_out_what_is_below) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.record(i * 1ms);
  EXPECT_NEAR(static_cast<double>(count_above(histogram, 90)), 10, 1);
  EXPECT_EQ(count_above(histogram, 200), 0u);
  EXPECT_EQ(count_above(histogram, 0.5), 100u);
}

TEST(JudgeCache, tells_a_cache_from_noise) {
  std::vector<AuditBlock> blocks;
  for (int i = 0; i < 10; ++i) blocks.push_back({100, 100, 0, 20 + 0.2 * (i % 3), 20 + 0.3 * (i % 2)});
  EXPECT_EQ(judge_cache(blocks, 0.1).state, RuleState::holds);
  for (auto& block : blocks) block.repeated_ms /= 1.5;
  EXPECT_EQ(judge_cache(blocks, 0.1).state, RuleState::broken);
}

TEST(JudgeCache, cannot_tell_where_blocks_differ) {
  std::vector<AuditBlock> blocks;
  for (int i = 0; i < 6; ++i) blocks.push_back({100, 100, 0, i % 2 == 0 ? 30.0 : 15.0, 20});
  EXPECT_EQ(judge_cache(blocks, 0.1).state, RuleState::unknown);
}

TEST(JudgeCache, the_interval_is_that_of_student) {
  std::vector<AuditBlock> blocks;
  for (const double different : {21.0, 22.0, 20.0, 21.0, 21.0}) blocks.push_back({100, 100, 0, different, 20});
  const auto audit = judge_cache(blocks, 0.1);
  // Logs: mean 0.04834, standard deviation 0.03370; Student's 2.776 at four degrees of freedom.
  EXPECT_NEAR(*audit.faster, 0.04952, 0.0001);
  EXPECT_NEAR(*audit.high, 0.0944, 0.001);
}

}  // namespace plimsoll::rules_judgement_test
