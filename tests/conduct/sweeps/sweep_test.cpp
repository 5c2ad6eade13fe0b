// Whole sweeps in virtual time against targets whose capacity is known.

#include "conduct/sweeps/sweep.h"

#include "conduct/interrupts.h"
#include "record/sweeps/sweep_record_json.h"
#include "reports/sweeps/sweep_verdict.h"
#include "tests/support/temp_folder.h"
#include "tests/support/virtual_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace plimsoll::sweep_test {

using namespace std::chrono_literals;
using test::TempFolder;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;

// So many servers, each busy for so long with a request, one queue before them.
class Servers {
 public:
  Servers(std::size_t count, Nanos each) : free_(count), each_(each) {}

  FakeAnswer answer(const FakeArrival& arrival) {
    auto& next = *std::min_element(free_.begin(), free_.end());
    next = std::max(next, arrival.at) + each_;
    return {next - arrival.at, 200, "", "", FailureKind::none, ""};
  }

 private:
  std::vector<Instant> free_;
  Nanos each_;
};

Scenario prediction() {
  Scenario scenario;
  scenario.name = "prediction";
  scenario.target.url = {Url::Scheme::http, "target.test", 80, ""};
  scenario.load.parts[0].model = ClosedLoad{};
  RequestTemplate request;
  request.name = "predict";
  request.path = "/predict";
  Task task;
  task.name = "predict";
  task.steps = {request};
  scenario.tasks = {task};
  scenario.seed = 1;
  return scenario;
}

class SweepTest : public ::testing::Test {
 protected:
  Result<Sweep> prepared(const Scenario& scenario, SweepPlan plan) {
    RunSettings settings;
    settings.out = folder_.path() / "out";
    settings.formats = formats_;
    RunParts parts;
    parts.clock = &time_;
    parts.make_load = [this](const Scenario& level,
                             const EngineOptions& options) -> Result<std::unique_ptr<RunningLoad>> {
      seeds_.push_back(options.seed);
      return std::unique_ptr<RunningLoad>(std::make_unique<VirtualLoad>(level, time_, make_target_()));
    };
    parts.find = [](const Scenario&, const StartedTarget&) -> Result<Watching> { return Watching{}; };
    return Sweep::prepare(scenario, settings, std::move(plan), parts);
  }

  const SweepRecord& run(const Scenario& scenario, SweepPlan plan, const SweepListener& listener = {}) {
    sweep_.emplace(prepared(scenario, std::move(plan)).value());
    sweep_->run(interrupts_, listener);
    return sweep_->record();
  }

  // Each level finds the target idle.
  void target_is(std::size_t servers, Nanos each) {
    make_target_ = [=] {
      return [target = std::make_shared<Servers>(servers, each)](const FakeArrival& arrival) {
        return target->answer(arrival);
      };
    };
  }

  static SweepPlan levels(std::string_view text) {
    SweepPlan plan;
    plan.levels = parse_levels(text, SweepOver::users, 8).value();
    return plan;
  }

  std::string file(const char* name) const {
    std::ifstream in(folder_.path() / "out" / name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  TempFolder folder_;
  std::set<ReportFormat> formats_ = {ReportFormat::json, ReportFormat::html, ReportFormat::csv, ReportFormat::markdown};
  VirtualTime time_{0};
  Interrupts interrupts_{Interrupts::ByHand{}};
  std::function<FakeTransport::Script()> make_target_;
  std::vector<std::uint64_t> seeds_;
  std::optional<Sweep> sweep_;
};

TEST_F(SweepTest, finds_the_knee_where_all_servers_are_busy) {
  target_is(6, 50ms);
  const auto& sweep = run(prediction(), levels("1..64"));
  ASSERT_EQ(sweep.levels.size(), 8u);
  ASSERT_TRUE(sweep.knee) << sweep.why_no_knee;
  EXPECT_NEAR(sweep.knee->level, 6, 0.3);
  EXPECT_NEAR(sweep.knee->per_second, 120, 6);
  EXPECT_EQ(sweep.verdict.exit_code, 0);
}

TEST_F(SweepTest, finds_the_highest_number_of_users_that_holds) {
  target_is(4, 20ms);
  auto scenario = prediction();
  // With n users an answer takes n / 4 x 20 ms: up to 20 users 100 ms.
  scenario.thresholds = {parse_threshold("p90 < 101ms").value()};
  const auto& sweep = run(scenario, levels("auto"));
  ASSERT_TRUE(sweep.limit.holds && sweep.limit.beyond);
  EXPECT_EQ(sweep.levels[*sweep.limit.holds].level, 20);
  EXPECT_EQ(sweep.levels[*sweep.limit.beyond].level, 21);
  EXPECT_THAT(sweep.levels[*sweep.limit.beyond].reasons, Contains(HasSubstr("p90 < 101ms failed")));
  ASSERT_TRUE(sweep.knee) << sweep.why_no_knee;
  EXPECT_NEAR(sweep.knee->level, 4, 0.3);
}

TEST_F(SweepTest, says_that_there_is_no_knee_in_the_range) {
  target_is(1000, 50ms);
  const auto& sweep = run(prediction(), levels("1..32"));
  EXPECT_FALSE(sweep.knee);
  EXPECT_THAT(sweep.why_no_knee, HasSubstr("still grows"));
  EXPECT_FALSE(sweep.limit.beyond);
}

TEST_F(SweepTest, counts_the_steady_window_alone) {
  target_is(4, 20ms);
  auto plan = levels("2");
  plan.warmup = 5s;
  plan.hold = 20s;
  const auto& sweep = run(prediction(), plan);
  const auto& level = sweep.levels.front();
  EXPECT_EQ(level.from_s, 5);
  EXPECT_NEAR(level.seconds, 20, 0.01);
  EXPECT_NEAR(static_cast<double>(level.requests), 2000, 4);
  EXPECT_NEAR(level.per_second, 100, 1);
  EXPECT_NEAR(*level.response_time.p50_ms, 20, 0.2);
}

TEST_F(SweepTest, sends_each_level_with_a_seed_of_its_own) {
  target_is(4, 20ms);
  run(prediction(), levels("1,2,4"));
  EXPECT_EQ(std::set<std::uint64_t>(seeds_.begin(), seeds_.end()).size(), 3u);
}

TEST_F(SweepTest, meets_what_is_required_and_fails_what_is_not) {
  target_is(4, 20ms);
  auto scenario = prediction();
  scenario.thresholds = {parse_threshold("p90 < 101ms").value()};
  auto plan = levels("1..64");
  for (const auto* text : {"users >= 20", "rate > 150", "throughput >= 190", "goodput >= 190"})
    plan.requirements.push_back(parse_requirement(text).value());
  EXPECT_EQ(run(scenario, plan).verdict.exit_code, 0);
  EXPECT_THAT(sweep_->record().levels, Contains(::testing::Field(&SweepLevel::level, 20)));  // it is tried by itself
}

TEST_F(SweepTest, fails_where_what_is_required_is_not_met) {
  target_is(4, 20ms);
  auto scenario = prediction();
  scenario.thresholds = {parse_threshold("p90 < 101ms").value()};
  auto plan = levels("1..64");
  plan.requirements = {parse_requirement("users >= 32").value()};
  const auto& sweep = run(scenario, plan);
  EXPECT_EQ(sweep.verdict.exit_code, 1);
  EXPECT_THAT(sweep.verdict.reasons.front(), HasSubstr("users >= 32 is not met"));
}

TEST_F(SweepTest, fails_where_no_level_holds) {
  target_is(4, 20ms);
  auto scenario = prediction();
  scenario.thresholds = {parse_threshold("p90 < 5ms").value()};
  const auto& sweep = run(scenario, levels("1,2"));
  EXPECT_EQ(sweep.verdict.exit_code, 1);
  EXPECT_THAT(sweep.verdict.reasons.front(), HasSubstr("No level holds"));
}

TEST_F(SweepTest, keeps_what_was_measured_when_it_is_interrupted) {
  target_is(4, 20ms);
  SweepListener listener;
  double now = 0;
  listener.next = [&](const SweepRecord&, double level, std::size_t) { now = level; };
  listener.status = [&](const LiveStatus&) {
    if (now == 4 && interrupts_.count() == 0) interrupts_.arrive();
  };
  const auto& sweep = run(prediction(), levels("1,2,4,8"), listener);
  ASSERT_EQ(sweep.levels.size(), 3u);
  EXPECT_EQ(sweep.levels[1].state, LevelState::holds);
  EXPECT_EQ(sweep.levels[2].state, LevelState::cut_short);
  EXPECT_EQ(sweep.limit.holds, 1u);
  EXPECT_EQ(sweep.verdict.exit_code, 130);
  EXPECT_THAT(file("sweep.json"), HasSubstr("\"cut_short\""));
}

TEST_F(SweepTest, writes_its_files_and_the_record_of_each_level) {
  target_is(4, 20ms);
  const auto& sweep = run(prediction(), levels("1,2,4"));
  for (const auto& level : sweep.levels) {
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "out" / level.folder / "run.json")) << level.folder;
    EXPECT_THAT(level.run_id, HasSubstr(sweep.id));
  }
  EXPECT_THAT(file("sweep.html"), AllOf(HasSubstr("Against the load"), HasSubstr("levels/01-1/report.html")));
  EXPECT_THAT(file("sweep.md"), HasSubstr("| users |"));
  const auto csv = file("sweep.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
  const auto header = csv.substr(0, csv.find('\n'));
  const auto row = csv.substr(csv.find('\n') + 1, csv.find('\n', csv.find('\n') + 1) - csv.find('\n') - 1);
  EXPECT_EQ(std::count(header.begin(), header.end(), ','), std::count(row.begin(), row.end(), ','));
}

TEST_F(SweepTest, names_the_run_of_a_level_by_it) {
  target_is(4, 20ms);
  const auto& sweep = run(prediction(), levels("1,2"));
  EXPECT_EQ(sweep.name, "prediction");
  EXPECT_THAT(file((sweep.levels[0].folder + "/run.json").c_str()), HasSubstr("\"prediction at 1 user\""));
  EXPECT_THAT(file((sweep.levels[1].folder + "/run.json").c_str()), HasSubstr("\"prediction at 2 users\""));
}

TEST_F(SweepTest, leaves_no_folder_where_nothing_is_kept_in_one) {
  target_is(4, 20ms);
  formats_.clear();
  run(prediction(), levels("1,2"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out"));
}

TEST_F(SweepTest, is_read_back_as_it_was_written) {
  target_is(4, 20ms);
  run(prediction(), levels("1..16"));
  const auto text = file("sweep.json");
  const auto again = read_sweep_record(text).value();
  std::ostringstream out;
  write_json(again, out);
  EXPECT_EQ(out.str(), text);
}

// After what was too much, a level of the search is not to be measured on what is left of it.
TEST_F(SweepTest, waits_until_the_target_has_recovered) {
  auto backlog = std::make_shared<int>(0);
  make_target_ = [=] {
    return [=](const FakeArrival&) -> FakeAnswer {
      const bool is_slow = *backlog > 0;
      if (is_slow) --*backlog;
      return {is_slow ? 2s : 20ms, 200, "", "", FailureKind::none, ""};
    };
  };
  auto scenario = prediction();
  scenario.thresholds = {parse_threshold("p90 < 1s").value()};
  SweepListener listener;
  listener.done = [&](const SweepRecord&, const SweepLevel& level) {
    if (level.level == 2) *backlog = 3;
  };
  listener.next = [&](const SweepRecord&, double level, std::size_t) {
    if (level == 2) *backlog = 1'000'000;
    EXPECT_TRUE(level < 4 || *backlog == 0);
  };
  const auto& sweep = run(scenario, levels("1,2,4"), listener);
  EXPECT_EQ(sweep.levels[1].state, LevelState::breaks);
  EXPECT_EQ(sweep.levels[2].state, LevelState::holds);
  EXPECT_THAT(sweep.notes, IsEmpty());
}

TEST_F(SweepTest, refuses_a_load_that_has_no_level) {
  target_is(4, 20ms);
  auto several = prediction();
  several.load.parts.push_back(LoadPart{"other", ClosedLoad{}, {}});
  EXPECT_EQ(prepared(several, levels("1,2")).error().kind, ErrorKind::usage);
  auto open = prediction();
  open.load.parts[0].model = OpenLoad{};
  EXPECT_THAT(prepared(open, levels("1,2")).error().message, HasSubstr("--rate"));
  auto resting = prediction();
  resting.load.rests = Rests{};
  EXPECT_THAT(prepared(resting, levels("1,2")).error().message, HasSubstr("rests"));
}

TEST_F(SweepTest, told_that_nothing_connects_is_unavailable) {
  make_target_ = [] {
    return
        [](const FakeArrival&) -> FakeAnswer { return {1ms, 0, "", "", FailureKind::connect, "connection refused"}; };
  };
  const auto& sweep = run(prediction(), levels("1,2"));
  EXPECT_EQ(sweep.verdict.exit_code, 69);
  EXPECT_THAT(sweep.levels, IsEmpty());
}

}  // namespace plimsoll::sweep_test
