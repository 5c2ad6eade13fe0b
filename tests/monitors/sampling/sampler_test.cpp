#include "monitors/sampling/sampler.h"
#include "monitors/processes/process_probe.h"
#include "monitors/sampling/sampling_schedule.h"
#include "tests/monitors/puppet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace plimsoll::sampler_test {

using namespace std::chrono_literals;
using testing::HasSubstr;

Instant steady_now() { return std::chrono::time_point_cast<Nanos>(std::chrono::steady_clock::now()); }

// Says what it is told and lets a test wait for a number of readings.
class ScriptedProbe : public Probe {
 public:
  struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    int readings = 0;
    bool signals_blocked = false;

    void await(int count) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return readings >= count; });
    }
  };
  explicit ScriptedProbe(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  ProbeReading read(const ProbeMoment&) override {
    const std::scoped_lock lock(shared_->mutex);
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    shared_->signals_blocked = sigismember(&blocked, SIGINT) == 1 && sigismember(&blocked, SIGTERM) == 1;
    ++shared_->readings;
    shared_->changed.notify_all();
    ProcessSample sample;
    sample.pid = 7;
    sample.life = 1;
    sample.is_root = true;
    sample.rss_bytes = 1000 * static_cast<std::uint64_t>(shared_->readings);
    return {{sample}, {}};
  }
  std::string description() const override { return "scripted 7"; }

 private:
  std::shared_ptr<Shared> shared_;
};

TEST(Sampler, takes_the_first_sample_in_start_and_the_last_in_stop) {
  auto shared = std::make_shared<ScriptedProbe::Shared>();
  SamplerPlan plan;
  plan.name = "pid:7";
  plan.duration = 24h;  // no second sample is due while this test runs
  std::uint64_t requests = 0;
  plan.load = [&requests] { return LoadReading{2, requests, {requests}}; };
  Sampler sampler(std::move(plan), std::make_unique<ScriptedProbe>(shared));
  sampler.start();
  sampler.begin(steady_now());
  EXPECT_EQ(shared->readings, 1);
  EXPECT_TRUE(shared->signals_blocked);
  const auto status = sampler.status();
  EXPECT_EQ(status.description, "scripted 7");
  EXPECT_EQ(status.memory_bytes, 1000.0);
  EXPECT_FALSE(status.gone);
  EXPECT_FALSE(status.unreadable);
  requests = 40;
  sampler.stop();
  sampler.stop();
  EXPECT_EQ(shared->readings, 2);
  const auto results = sampler.take_results();
  EXPECT_EQ(results.name, "pid:7");
  EXPECT_EQ(results.description, "scripted 7");
  const auto rows = results.rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].requests_total, 0U);
  EXPECT_EQ(rows[1].requests_total, 40U);
  EXPECT_LT(rows[0].t_s, rows[1].t_s);
}

// What it is asked at first it answers when it is asked for the third time.
class LateProbe : public Probe {
 public:
  explicit LateProbe(std::shared_ptr<ScriptedProbe::Shared> shared) : shared_(std::move(shared)) {}
  ProbeReading read(const ProbeMoment& moment) override {
    const std::scoped_lock lock(shared_->mutex);
    ++shared_->readings;
    shared_->changed.notify_all();
    if (!asked_) asked_ = moment.now;
    ProbeReading reading;
    reading.unknown = shared_->readings < 3;
    if (reading.unknown) return reading;
    ProcessSample sample;
    sample.life = 1;
    sample.rss_bytes = 1000;
    reading.processes = {sample};
    reading.taken = std::exchange(asked_, std::nullopt);
    return reading;
  }
  std::string description() const override { return "late"; }

 private:
  std::shared_ptr<ScriptedProbe::Shared> shared_;
  std::optional<Instant> asked_;
};

TEST(Sampler, puts_the_load_of_then_beside_a_reading_that_comes_late) {
  auto shared = std::make_shared<ScriptedProbe::Shared>();
  SamplerPlan plan;
  plan.duration = 1min;
  std::atomic<std::uint64_t> requests = 5;
  plan.load = [&requests] { return LoadReading{2, requests++, {}}; };
  Sampler sampler(std::move(plan), std::make_unique<LateProbe>(shared));
  sampler.start();
  sampler.begin(steady_now());
  shared->await(3);
  sampler.stop();
  const auto rows = sampler.take_results().rows;
  ASSERT_GE(rows.size(), 2U);
  EXPECT_EQ(rows[0].requests_total, 5U);
  EXPECT_EQ(rows[1].requests_total, 8U);
}

TEST(Sampler, hands_over_the_rows_of_each_sample) {
  auto shared = std::make_shared<ScriptedProbe::Shared>();
  SamplerPlan plan;
  plan.duration = 24h;
  std::vector<MemoryRow> handed;
  plan.on_sample = [&handed](const auto& rows, const auto&) { handed.insert(handed.end(), rows.begin(), rows.end()); };
  Sampler sampler(std::move(plan), std::make_unique<ScriptedProbe>(shared));
  sampler.start();
  sampler.begin(steady_now());
  sampler.stop();
  const auto kept = sampler.take_results().rows;
  ASSERT_EQ(handed.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(handed[i].t_s, kept[i].t_s);
    EXPECT_EQ(handed[i].rss_bytes, kept[i].rss_bytes);
  }
}

TEST(Sampler, goes_on_sampling_by_itself_until_it_is_stopped) {
  auto shared = std::make_shared<ScriptedProbe::Shared>();
  SamplerPlan plan;
  plan.duration = 1min;
  Sampler sampler(std::move(plan), std::make_unique<ScriptedProbe>(shared));
  sampler.start();
  sampler.begin(steady_now());
  shared->await(3);
  sampler.stop();
  const auto readings = static_cast<std::size_t>(shared->readings);
  EXPECT_EQ(sampler.take_results().rows.size(), readings);
}

TEST(Sampler, counts_time_from_where_it_is_told_and_not_from_its_first_reading) {
  auto shared = std::make_shared<ScriptedProbe::Shared>();
  SamplerPlan plan;
  plan.duration = 1min;
  plan.warmup = 1h;
  Sampler sampler(std::move(plan), std::make_unique<ScriptedProbe>(shared));
  sampler.start();
  sampler.begin(steady_now() - 30min);  // as if it had been a while ago
  shared->await(2);
  sampler.stop();
  const auto rows = sampler.take_results().rows;
  ASSERT_GE(rows.size(), 2U);
  EXPECT_EQ(rows[0].t_s, 0);  // of before the load
  EXPECT_GE(rows[1].t_s, 1800);
  EXPECT_TRUE(rows[1].warmup);
}

TEST(Sampler, gives_what_it_has_so_far_and_goes_on) {
  auto shared = std::make_shared<ScriptedProbe::Shared>();
  SamplerPlan plan;
  plan.name = "pid:7";
  plan.duration = 24h;
  Sampler sampler(std::move(plan), std::make_unique<ScriptedProbe>(shared));
  sampler.start();
  const auto so_far = sampler.results_so_far();
  EXPECT_EQ(so_far.name, "pid:7");
  EXPECT_EQ(so_far.rows.size(), 1U);
  EXPECT_EQ(sampler.take_results().rows.size(), 2U);
}

TEST(Sampler, that_was_never_started_has_nothing) {
  Sampler sampler({}, std::make_unique<ScriptedProbe>(std::make_shared<ScriptedProbe::Shared>()));
  EXPECT_FALSE(sampler.status().memory_bytes);
  EXPECT_TRUE(sampler.take_results().rows.empty());
}

TEST(Sampler, watches_a_real_process_grow_and_end) {
  constexpr std::size_t kMiB = 1 << 20;
  test::Puppet service([](test::Stage& stage) {
    stage.await_cue();
    test::touch_memory(32 * kMiB);
    stage.answer("touched");
    stage.await_cue();
  });
  auto target = find_by_pid(service.pid());
  ASSERT_TRUE(target);
  SamplerPlan plan;
  plan.duration = 24h;
  Sampler sampler(std::move(plan), std::make_unique<ProcessProbe>(std::move(*target)));
  sampler.start();
  sampler.begin(steady_now());
  EXPECT_EQ(service.ask("touch"), "touched");
  sampler.stop();
  const auto results = sampler.take_results();
  EXPECT_THAT(results.description, HasSubstr(" " + std::to_string(service.pid())));
  EXPECT_THAT(results.pids, testing::ElementsAre(service.pid()));
  const auto rows = results.rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_NEAR(*rows[1].anon_bytes - *rows[0].anon_bytes, 32 * kMiB, kMiB);
}

TEST(SamplingPeriod, is_half_a_second_up_to_ten_minutes_and_longer_for_longer_runs) {
  EXPECT_EQ(sampling_period(10s), 500ms);
  EXPECT_EQ(sampling_period(10min), 500ms);
  EXPECT_EQ(sampling_period(10min + 1s), 1s);
  EXPECT_EQ(sampling_period(4h), 1s);
  EXPECT_EQ(sampling_period(8h), 2s);
  EXPECT_EQ(sampling_period(24h), 5s);
  EXPECT_EQ(sampling_period(72h), 15s);
  EXPECT_EQ(sampling_period(24h * 7), 30s);
}

TEST(SamplingSchedule, stays_on_its_grid_whatever_a_sample_costs) {
  const Instant first = Instant{} + 12345ms;
  const SamplingSchedule schedule(first, 1min);
  EXPECT_EQ(schedule.next(first), first + 500ms);
  EXPECT_EQ(schedule.next(first + 499ms), first + 500ms);
  EXPECT_EQ(schedule.next(first + 500ms), first + 1s);
  EXPECT_EQ(schedule.next(first + 1730ms), first + 2s);  // two were missed
  EXPECT_EQ(schedule.next(first - 1s), first + 500ms);
}

TEST(SamplingSchedule, slows_down_when_nobody_knows_how_long_the_run_is) {
  const Instant first{};
  const SamplingSchedule schedule(first, Nanos{});
  EXPECT_EQ(schedule.next(first), first + 500ms);
  EXPECT_EQ(schedule.next(first + 1h), first + 1h + 1s);
  EXPECT_EQ(schedule.next(first + 24h), first + 24h + 5s);
}

TEST(MonitoringCost, is_the_share_of_a_core_over_the_last_half_minute) {
  MonitoringCost cost;
  Instant now = Instant{} + 1h;
  EXPECT_FALSE(cost.share(now));
  cost.add(200ms, now);  // the first sample reads everything; it is not the pace
  EXPECT_FALSE(cost.share(now));
  for (int i = 0; i < 100; ++i) {
    cost.add(2ms, now += 500ms);
    cost.add(3ms, now);  // another sampler
  }
  EXPECT_NEAR(*cost.share(now), 0.010, 0.0005);
  for (int i = 0; i < 100; ++i) cost.add(1ms, now += 500ms);
  EXPECT_NEAR(*cost.share(now), 0.002, 0.0001);
  for (int i = 0; i < 10; ++i) cost.add(30ms, now += 30s);
  EXPECT_NEAR(*cost.share(now), 0.001, 0.0001);
}

}  // namespace plimsoll::sampler_test
