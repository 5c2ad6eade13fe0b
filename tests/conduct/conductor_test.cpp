// Whole runs in virtual time: an hour's soak against a fake target whose memory is a script, without a socket and
// without waiting.

#include "conduct/conductor.h"

#include "conduct/interrupts.h"
#include "tests/conduct/scripted_probe.h"
#include "tests/support/temp_folder.h"
#include "tests/support/virtual_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace plimsoll::conductor_test {

using namespace std::chrono_literals;
using test::TempFolder;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

FakeAnswer good(const FakeArrival&) { return {50ms, 200, "", "", FailureKind::none, ""}; }

FakeAnswer refused(const FakeArrival&) { return {1ms, 0, "", "", FailureKind::connect, "connection refused"}; }

// One hour, two users who ask every three seconds or so.
Scenario soak() {
  Scenario scenario;
  scenario.name = "soak";
  scenario.target.url = {Url::Scheme::http, "target.test", 80, ""};
  ClosedLoad closed;
  closed.users = 2;
  closed.spawn_rate = 1;
  closed.wait = UniformWait{2s, 4s};
  scenario.load.parts[0].model = closed;
  scenario.load.duration = 1h;
  scenario.load.warmup = 1min;
  RequestTemplate request;
  request.name = "predict";
  request.path = "/predict";
  Task task;
  task.name = "predict";
  task.steps = {request};
  scenario.tasks = {task};
  return scenario;
}

class ConductorTest : public ::testing::Test {
 protected:
  // `threads`: that wait besides the one that drives.
  explicit ConductorTest(std::size_t threads = 1) : time_(threads) {}

  const RunRecord& run(const Scenario& scenario, FakeTransport::Script answers, ScriptedProbe::Script memory,
                       const Conductor::OnStatus& on_status = {}) {
    RunSettings settings;
    settings.out = folder_.path() / "out";
    settings.formats = {ReportFormat::json};
    RunParts parts;
    parts.clock = &time_;
    if (ask_version_) parts.ask_version = ask_version_;
    parts.make_load = [&](const Scenario& plan, const EngineOptions&) -> Result<std::unique_ptr<RunningLoad>> {
      return std::unique_ptr<RunningLoad>(std::make_unique<VirtualLoad>(plan, time_, answers));
    };
    parts.find = [&](const Scenario&, const StartedTarget&) -> Result<Watching> {
      Watching watching;
      watching.watched.push_back({"pid:4711", 4711, std::make_unique<ScriptedProbe>(memory), 1 << 30});
      return watching;
    };
    conductor_.emplace(Conductor::prepare(scenario, settings, parts).value());
    conductor_->run(interrupts_, on_status);
    return conductor_->record();
  }

  TempFolder folder_;
  VirtualTime time_;
  std::function<Result<std::string>(const Target&)> ask_version_;
  Interrupts interrupts_{Interrupts::ByHand{}};
  std::optional<Conductor> conductor_;
};

TEST_F(ConductorTest, an_hour_of_a_service_that_keeps_its_memory_is_clean) {
  const auto& record = run(soak(), good, [](double t_s) { return steady(1, t_s); });
  EXPECT_EQ(record.verdict.exit_code, 0) << record.verdict.reasons.front();
  EXPECT_EQ(record.duration_s, 3600);
  EXPECT_EQ(record.ended_by, EndedBy::duration);
  EXPECT_GT(record.stats.total().requests, 2000u);
  ASSERT_FALSE(record.leaks.empty());
  EXPECT_EQ(record.leaks.front().verdict.verdict, Verdict::clean);
}

TEST_F(ConductorTest, an_hour_of_a_leak_is_found) {
  const auto& record = run(soak(), good, [](double t_s) { return growing(1, t_s); });
  EXPECT_EQ(record.verdict.exit_code, 2) << record.verdict.reasons.front();
  ASSERT_FALSE(record.leaks.empty());
  EXPECT_EQ(record.leaks.front().verdict.verdict, Verdict::leaking);
}

TEST_F(ConductorTest, a_restart_in_the_middle_is_an_event_and_a_life_of_its_own) {
  const auto& record = run(soak(), good, [](double t_s) { return steady(t_s < 1800 ? 1 : 2, t_s); });
  ASSERT_EQ(record.monitors.size(), 1u);
  EXPECT_THAT(record.monitors[0].events, Contains(Field(&MonitorEvent::kind, "restart")));
  EXPECT_EQ(record.monitors[0].rows.front().life, 1u);
  EXPECT_EQ(record.monitors[0].rows.back().life, 2u);
  EXPECT_EQ(record.verdict.exit_code, 0) << record.verdict.reasons.front();
}

// A target that is redeployed after half an hour.
class RedeployTest : public ConductorTest {
 protected:
  RedeployTest() : ConductorTest(2) {
    scenario_.target.version.emplace();
    ask_version_ = [this](const Target&) -> Result<std::string> { return is_new(now_s()) ? "1.5" : "1.4"; };
  }
  double now_s() const { return to_seconds(time_.now() - VirtualClock::kStart); }
  static bool is_new(double t_s) { return t_s >= 1800; }

  Scenario scenario_ = soak();
};

TEST_F(RedeployTest, each_version_is_judged_by_itself) {
  const auto& record = run(scenario_, good, [](double t_s) { return is_new(t_s) ? steady(2, t_s) : growing(1, t_s); });
  ASSERT_EQ(record.segments.size(), 2u);
  EXPECT_EQ(record.segments[1].version, "1.5");
  EXPECT_NEAR(record.segments[1].from_s, 1800, 5);
  ASSERT_GE(record.leaks.size(), 2u);
  EXPECT_EQ(record.leaks[0].verdict.verdict, Verdict::leaking);
  EXPECT_EQ(record.leaks[0].segment->version, "1.4");
  EXPECT_EQ(record.leaks[1].verdict.verdict, Verdict::clean);
  EXPECT_EQ(record.leaks[1].segment->version, "1.5");
  EXPECT_EQ(record.verdict.exit_code, 2);
  EXPECT_THAT(record.verdict.reasons.front(), HasSubstr("service, version 1.4: "));
  EXPECT_THAT(record.measurement.notes,
              Contains(HasSubstr("was redeployed while the load went on: 1.4 from 0 s on, 1.5")));
}

TEST_F(RedeployTest, each_version_has_its_own_response_times) {
  const auto& record = run(
      scenario_,
      [](const FakeArrival& arrival) {
        const bool old = arrival.at < VirtualClock::kStart + 1800s;
        return FakeAnswer{old ? Nanos(50ms) : Nanos(200ms), 200, "", "", FailureKind::none, ""};
      },
      [](double t_s) { return steady(1, t_s); });
  ASSERT_EQ(record.segments.size(), 2u);
  const auto &before = *record.segments[0].figures, &after = *record.segments[1].figures;
  EXPECT_NEAR(*before.p50_ms, 50, 1);
  EXPECT_NEAR(*before.p99_ms, 50, 1) << "nothing of the new one is in it";
  EXPECT_NEAR(*after.p50_ms, 200, 1);
  EXPECT_GT(before.requests, 1000u);
  EXPECT_GT(after.requests, 1000u);
  const auto counted = before.requests + after.requests;
  EXPECT_LE(counted, record.stats.total().requests);
  EXPECT_GT(counted + 20, record.stats.total().requests) << "few lie in between";
}

TEST_F(RedeployTest, a_run_until_its_verdict_judges_the_version_that_goes_on) {
  scenario_.load.until_verdict = true;
  scenario_.load.duration = 3h;
  const auto& record = run(scenario_, good, [](double t_s) {
    auto sample = steady(is_new(t_s) ? 2 : 1, t_s);
    if (is_new(t_s)) *sample.anon_bytes *= 3;
    return sample;
  });
  EXPECT_EQ(record.ended_by, EndedBy::verdict) << record.duration_s;
  EXPECT_GT(record.duration_s, 1800 + 0.25 * (3 * 3600 - 1800)) << "three looks at the new one";
  EXPECT_EQ(record.verdict.exit_code, 0) << record.verdict.reasons.front();
}

TEST_F(RedeployTest, a_version_that_takes_more_memory_is_no_growth) {
  const auto& record = run(scenario_, good, [](double t_s) {
    auto sample = steady(is_new(t_s) ? 2 : 1, t_s);
    if (is_new(t_s)) *sample.anon_bytes *= 3;
    return sample;
  });
  EXPECT_EQ(record.verdict.exit_code, 0) << record.verdict.reasons.front();
  for (const auto& leak : record.leaks) EXPECT_EQ(leak.verdict.verdict, Verdict::clean) << leak.verdict.explanation;
}

TEST_F(RedeployTest, a_target_that_tells_no_version_is_judged_as_one_and_it_is_said) {
  ask_version_ = [](const Target&) -> Result<std::string> {
    return invalid("GET /version: the answer has status 404");
  };
  const auto& record = run(scenario_, good, [](double t_s) { return steady(1, t_s); });
  EXPECT_TRUE(record.segments.empty());
  EXPECT_EQ(record.verdict.exit_code, 0);
  EXPECT_FALSE(record.leaks.front().segment);
  EXPECT_THAT(record.measurement.notes,
              Contains(HasSubstr("did not tell its version: GET /version: the answer has status 404")));
}

TEST_F(ConductorTest, ends_at_once_where_nothing_ever_connects) {
  const auto& record = run(soak(), refused, [](double t_s) { return steady(1, t_s); });
  EXPECT_EQ(record.verdict.exit_code, 69);
  EXPECT_THAT(record.verdict.reasons.front(), HasSubstr("nothing ever connected: connection refused"));
  EXPECT_LT(record.duration_s, 10);
  EXPECT_EQ(record.ended_by, EndedBy::error);
}

TEST_F(ConductorTest, an_interrupt_ends_it_gracefully_and_judges_what_there_is) {
  const auto& record = run(
      soak(), good, [](double t_s) { return steady(1, t_s); },
      [&](const LiveStatus& status) {
        if (status.elapsed_s == 600) interrupts_.arrive();
      });
  EXPECT_EQ(record.verdict.exit_code, 130);
  EXPECT_EQ(record.ended_by, EndedBy::interrupted);
  EXPECT_NEAR(record.duration_s, 600, 5);
  EXPECT_EQ(record.timeline.size(), 600u);
  EXPECT_FALSE(record.leaks.empty());
}

TEST_F(ConductorTest, the_guard_ends_it_at_once_and_it_has_failed) {
  auto scenario = soak();
  scenario.guard.emplace().failed_requests = 0.2;
  scenario.load.cooldown = 2min;
  const auto& record = run(
      scenario,
      [](const FakeArrival& arrival) {
        const bool is_down = arrival.at > VirtualClock::kStart + 600s;
        return FakeAnswer{50ms, is_down ? 503 : 200, "", "", is_down ? FailureKind::status : FailureKind::none, ""};
      },
      [](double t_s) { return steady(1, t_s); });
  EXPECT_EQ(record.verdict.exit_code, 1);
  EXPECT_EQ(record.ended_by, EndedBy::guard);
  EXPECT_GT(record.duration_s, 603);
  EXPECT_LT(record.duration_s, 630);
  EXPECT_EQ(record.cooldown_s, 0);
  EXPECT_THAT(record.verdict.reasons.front(), HasSubstr("The guard ended the run: "));
}

TEST_F(ConductorTest, the_guard_of_memory_ends_it_too) {
  auto scenario = soak();
  scenario.guard.emplace().memory_bytes = 1;
  const auto& record = run(scenario, good, [](double t_s) { return steady(1, t_s); });
  EXPECT_EQ(record.ended_by, EndedBy::guard);
  EXPECT_LT(record.duration_s, 10);
  EXPECT_THAT(record.verdict.reasons.front(), HasSubstr("of memory, at most 1 B are allowed"));
}

TEST_F(ConductorTest, a_cool_down_goes_on_watching_without_load) {
  auto scenario = soak();
  scenario.load.duration = 10min;
  scenario.load.cooldown = 2min;
  const auto& record = run(scenario, good, [](double t_s) { return steady(1, t_s); });
  EXPECT_EQ(record.duration_s, 600);
  EXPECT_EQ(record.cooldown_s, 120);
  EXPECT_NEAR(record.monitors[0].rows.back().t_s, 720, 1);
}

}  // namespace plimsoll::conductor_test
