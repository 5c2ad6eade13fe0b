// A target that keeps its answers and its honest twin, in virtual time.

#include "conduct/audits/cache_audit.h"

#include "conduct/audits/rules_facts.h"
#include "tests/support/virtual_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace plimsoll::cache_audit_test {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Scenario bodies(std::size_t count) {
  Scenario scenario;
  scenario.name = "audited";
  scenario.target.url = {Url::Scheme::http, "target.test", 80, ""};
  ClosedLoad closed;
  closed.users = 4;
  scenario.load.parts[0].model = closed;
  RequestTemplate request;
  request.name = "predict";
  request.method = Method::post;
  request.path = "/predict";
  request.bodies.content_type = "application/json";
  for (std::size_t i = 0; i < count; ++i) {
    request.bodies.payloads.push_back(std::make_shared<const std::string>(std::to_string(i)));
    request.bodies.labels.push_back(std::to_string(i));
  }
  Task task;
  task.name = "predict";
  task.steps = {request};
  scenario.tasks = {task};
  return scenario;
}

std::string body_of(const FakeArrival& arrival) {
  return arrival.request->body ? *arrival.request->body : std::string();
}

// From 15 to 25 ms, by what is asked.
Nanos effort(const std::string& body) { return 15ms + std::hash<std::string>()(body) % 10'000 * 1us; }

class CacheAuditTest : public ::testing::Test {
 protected:
  CacheAudit audit(const Scenario& scenario, const FakeTransport::Script& script) {
    AuditPlan plan;
    plan.seed = 5;
    plan.block = 2s;
    const auto make = [&](const Scenario& block, const EngineOptions&) -> Result<std::unique_ptr<RunningLoad>> {
      ++blocks_;
      return std::unique_ptr<RunningLoad>(std::make_unique<VirtualLoad>(block, time_, script));
    };
    return audit_cache(scenario, plan, make, options_).value();
  }

  static FakeTransport::Script honest() {
    return [](const FakeArrival& arrival) -> FakeAnswer {
      return {effort(body_of(arrival)), 200, "", "", FailureKind::none, ""};
    };
  }
  static FakeTransport::Script caching() {
    return [seen = std::make_shared<std::set<std::string>>()](const FakeArrival& arrival) -> FakeAnswer {
      const auto body = body_of(arrival);
      const bool is_new = seen->insert(body).second;
      return {is_new ? effort(body) : Nanos(2ms), 200, "", "", FailureKind::none, ""};
    };
  }

  VirtualTime time_{0};
  EngineOptions options_;
  int blocks_ = 0;
};

TEST_F(CacheAuditTest, finds_a_target_that_keeps_its_answers) {
  const auto found = audit(bodies(20'000), caching());
  EXPECT_EQ(found.state, RuleState::broken);
  EXPECT_GT(*found.low, 1);
  EXPECT_LT(found.repeated_ms, found.different_ms / 2);
  EXPECT_EQ(found.blocks, 10u);
  EXPECT_EQ(blocks_, 20);
}

TEST_F(CacheAuditTest, clears_its_honest_twin) {
  const auto found = audit(bodies(20'000), honest());
  EXPECT_NE(found.state, RuleState::broken);
  EXPECT_LT(*found.low, 0.1);
  EXPECT_GT(*found.high, -0.1);
}

TEST_F(CacheAuditTest, clears_a_target_that_takes_the_same_for_all) {
  const auto found = audit(bodies(20'000),
                           [](const FakeArrival&) -> FakeAnswer { return {20ms, 200, "", "", FailureKind::none, ""}; });
  EXPECT_EQ(found.state, RuleState::holds);
  EXPECT_NEAR(*found.faster, 0, 0.01);
}

// A cache of all samples makes different ones as fast as the same.
TEST_F(CacheAuditTest, says_where_the_data_is_too_small_to_tell) {
  const auto found =
      audit(bodies(3), [](const FakeArrival&) -> FakeAnswer { return {20ms, 200, "", "", FailureKind::none, ""}; });
  EXPECT_EQ(found.state, RuleState::unknown);
  EXPECT_THAT(found.why, HasSubstr("the data has 3 samples"));
}

TEST_F(CacheAuditTest, needs_requests_that_differ) {
  const auto found = audit(bodies(1), honest());
  EXPECT_EQ(found.state, RuleState::unknown);
  EXPECT_THAT(found.why, HasSubstr("all requests are alike"));
  EXPECT_EQ(blocks_, 0);
}

TEST_F(CacheAuditTest, leaves_failures_out_and_tells_nothing_of_them_alone) {
  const auto found = audit(bodies(20'000),
                           [](const FakeArrival&) -> FakeAnswer { return {20ms, 500, "", "", FailureKind::none, ""}; });
  EXPECT_EQ(found.state, RuleState::unknown);
  EXPECT_GT(found.failures, 0u);
}

TEST_F(CacheAuditTest, tells_nothing_when_it_is_interrupted) {
  options_.is_stopped = [this] { return blocks_ >= 6; };
  const auto found = audit(bodies(20'000), caching());
  EXPECT_EQ(found.state, RuleState::unknown);
  EXPECT_THAT(found.why, HasSubstr("interrupted"));
  EXPECT_LT(blocks_, 8);
}

TEST_F(CacheAuditTest, sends_one_sample_alone_in_a_block_that_repeats) {
  std::vector<std::set<std::string>> sent;
  AuditPlan plan;
  plan.block = 1s;
  const auto make = [&](const Scenario& block, const EngineOptions&) -> Result<std::unique_ptr<RunningLoad>> {
    sent.emplace_back();
    return std::unique_ptr<RunningLoad>(
        std::make_unique<VirtualLoad>(block, time_, [&sent](const FakeArrival& arrival) -> FakeAnswer {
          sent.back().insert(body_of(arrival));
          return {20ms, 200, "", "", FailureKind::none, ""};
        }));
  };
  ASSERT_TRUE(audit_cache(bodies(20'000), plan, make, options_).has_value());
  std::set<std::string> all;
  std::size_t single = 0, many = 0;
  for (const auto& block : sent) {
    block.size() == 1 ? ++single : ++many;
    if (block.size() == 1) continue;
    for (const auto& body : block) EXPECT_TRUE(all.insert(body).second) << body << " came in two blocks";
  }
  EXPECT_EQ(single, 10u);
  EXPECT_EQ(many, 10u);
}

TEST(SampleCount, is_that_of_bodies) {
  EXPECT_EQ(sample_count(bodies(7)), 7u);
  EXPECT_EQ(sample_count(bodies(0)), 1u);
}

TEST(WhyNoAudit, names_what_is_in_the_way) {
  EXPECT_EQ(why_no_audit(bodies(2)), "");
  auto replayed = bodies(2);
  OpenLoad log;
  log.arrivals = ReplayLog{};
  replayed.load.parts[0].model = log;
  EXPECT_THAT(why_no_audit(replayed), HasSubstr("log"));
}

TEST(RulesFactsOf, say_why_a_load_is_not_fixed) {
  EXPECT_EQ(rules_facts(bodies(2)).why_not_fixed, "");
  EXPECT_EQ(rules_facts(bodies(2)).concurrency, 4u);
  auto open = bodies(2);
  open.load.parts[0].model = OpenLoad{};
  EXPECT_THAT(rules_facts(open).why_not_fixed, HasSubstr("arrivals"));
  auto waiting = bodies(2);
  std::get<ClosedLoad>(waiting.load.parts[0].model).wait = ConstantWait{1s};
  EXPECT_THAT(rules_facts(waiting).why_not_fixed, HasSubstr("wait"));
}

Scenario of_prompts(std::uint64_t rows) {
  auto scenario = bodies(1);
  Feeder feeder;
  feeder.format = Feeder::Format::synthetic;
  feeder.synthetic.rows = rows;
  scenario.feeders = {feeder};
  Insertion insertion;
  insertion.source = Insertion::Source::column;
  TemplateText text;
  text.insertions = {insertion};
  VaryingParts varying;
  varying.bodies = {text};
  scenario.tasks[0].steps[0].varying = std::make_shared<const VaryingParts>(varying);
  return scenario;
}

TEST(SampleCount, of_prompts_that_come_again_is_how_many_there_are) {
  EXPECT_EQ(sample_count(of_prompts(20)), 20U);
  EXPECT_EQ(sample_count(of_prompts(0)), std::nullopt) << "none comes again";
}

}  // namespace plimsoll::cache_audit_test
