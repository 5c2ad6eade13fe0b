// What levels show together: limit, highest goodput, exit codes.

#include "reports/sweeps/sweep_verdict.h"

#include "reports/sweeps/sweep_page.h"
#include "reports/sweeps/sweep_texts.h"
#include "reports/sweeps/sweep_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <sstream>

namespace plimsoll::sweep_verdict_test {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

SweepLevel level(double load, double good, LevelState state = LevelState::holds) {
  SweepLevel result;
  result.level = load;
  result.state = state;
  result.seconds = 20;
  result.requests = static_cast<std::uint64_t>(20 * load);
  result.held = static_cast<std::uint64_t>(20 * good);
  result.per_second = load;
  result.good_per_second = result.goodput_per_second = good;
  result.share = good / load;
  result.share_low = result.share - 0.01;
  result.share_high = result.share + 0.01;
  result.margin = 0.01;
  if (state != LevelState::holds) result.reasons = {"p99 < 250ms failed: 312 ms"};
  return result;
}

SweepRecord sweep_of(std::vector<SweepLevel> levels) {
  SweepRecord sweep;
  sweep.over = SweepOver::rate;
  sweep.target = "http://127.0.0.1:1/";
  sweep.levels = std::move(levels);
  return sweep;
}

SweepRecord judged(std::vector<SweepLevel> levels, const std::vector<std::string>& required = {}) {
  auto sweep = sweep_of(std::move(levels));
  for (const auto& text : required) sweep.requirements.push_back(parse_requirement(text).value());
  judge_sweep(sweep, {});
  return sweep;
}

TEST(JudgeSweep, takes_the_highest_level_up_to_which_all_hold) {
  const auto sweep = judged({level(10, 10), level(20, 20), level(40, 30, LevelState::breaks), level(80, 80)});
  EXPECT_EQ(sweep.limit.holds, 1u);
  EXPECT_EQ(sweep.limit.beyond, 2u);
  EXPECT_THAT(limit_sentence(sweep), HasSubstr("up to 20/s"));
  EXPECT_THAT(limit_sentence(sweep), HasSubstr("at 40/s: p99 < 250ms failed: 312 ms"));
}

TEST(JudgeSweep, says_whether_the_highest_goodput_is_resolved) {
  const auto apart = judged({level(10, 10), level(20, 20), level(40, 30, LevelState::breaks)});
  ASSERT_TRUE(apart.best);
  EXPECT_EQ(apart.best->level, 2u);
  EXPECT_TRUE(apart.best->resolved);
  EXPECT_LT(apart.best->low, 30);
  EXPECT_GT(apart.best->high, 30);
  const auto close = judged({level(10, 10), level(20, 20), level(21, 20.1)});
  EXPECT_FALSE(close.best->resolved);
  EXPECT_THAT(close.best->rivals, ElementsAre(1));
  EXPECT_THAT(goodput_sentence(close), HasSubstr("not resolved: at 20/s it may be as high"));
}

TEST(JudgeSweep, takes_no_figure_of_a_level_that_plimsoll_limited) {
  const auto sweep = judged({level(10, 10), level(20, 20), level(40, 40, LevelState::invalid)});
  EXPECT_EQ(sweep.best->level, 1u);
}

TEST(JudgeSweep, exits_with_three_where_plimsoll_decided) {
  const auto sweep = judged({level(10, 10), level(20, 20, LevelState::invalid)});
  EXPECT_EQ(sweep.verdict.exit_code, 3);
  EXPECT_THAT(sweep.verdict.reasons.front(), HasSubstr("Plimsoll itself was the bottleneck at 20/s"));
  EXPECT_EQ(judged({level(10, 10), level(20, 20, LevelState::invalid)}, {"rate >= 10"}).verdict.exit_code, 0);
  EXPECT_EQ(judged({level(10, 10), level(20, 20, LevelState::invalid)}, {"rate >= 15"}).verdict.exit_code, 3);
}

TEST(JudgeSweep, exits_with_one_where_the_target_decided) {
  EXPECT_EQ(judged({level(10, 10), level(20, 18, LevelState::breaks)}).verdict.exit_code, 0);
  EXPECT_EQ(judged({level(10, 10), level(20, 18, LevelState::breaks)}, {"rate >= 20"}).verdict.exit_code, 1);
  EXPECT_EQ(judged({level(10, 9, LevelState::breaks)}).verdict.exit_code, 1);
}

TEST(JudgeSweep, puts_the_gravest_first) {
  auto sweep = sweep_of({level(10, 9, LevelState::breaks)});
  judge_sweep(sweep, {true, "", "", "10/s: leak: memory rises"});
  EXPECT_EQ(sweep.verdict.exit_code, 130);
  EXPECT_EQ(sweep.verdict.reasons.size(), 3u);
  judge_sweep(sweep, {false, "", "", "10/s: leak: memory rises"});
  EXPECT_EQ(sweep.verdict.exit_code, 2);
}

TEST(LevelOf, counts_what_is_finished_within_the_window) {
  RunRecord run;
  run.warmup_s = 1;
  run.duration_s = 4;
  run.request_names = {"predict"};
  run.stats = Snapshot(1);
  run.stats.by_request[0].requests = 400;  // all that was due, most of it answered too late
  run.measurement.valid = true;
  for (int second = 0; second < 8; ++second) {
    TimelineRow row;
    row.t_s = second;
    row.requests = 50;
    run.timeline.push_back(row);
  }
  run.timeline[3].length_s = 2;  // fetched late
  run.timeline[3].requests = 100;
  const auto level = level_of(run, 100, false);
  EXPECT_EQ(level.seconds, 3);
  EXPECT_DOUBLE_EQ(level.per_second, 50);
  EXPECT_DOUBLE_EQ(level.goodput_per_second, 50);
  EXPECT_EQ(level.requests, 400u);
}

// What ended behind the window is in its last row, and in a step of its own.
TEST(LevelOf, counts_what_ended_within_the_window_for_both_rates) {
  RunRecord run;
  run.warmup_s = 1;
  run.duration_s = 6;
  run.request_names = {"chat"};
  run.streamed = {{"chat", 300}};
  run.stats = Snapshot(1);
  auto& stats = run.stats.by_request[0];
  stats.requests = stats.streams.streams = stats.streams.limited = stats.streams.held = 7;
  run.measurement.valid = true;
  const std::array<std::uint64_t, 7> ended = {1, 1, 2, 1, 1, 1, 1};  // the first was due in the warm-up
  for (std::size_t second = 0; second < 6; ++second) {
    TimelineRow row;
    row.t_s = static_cast<double>(second);
    row.requests = ended[second];
    run.timeline.push_back(row);
  }
  run.timeline[0].requests = 0;
  run.timeline[1].requests = 0;
  run.timeline[1].warmup_requests = 1;
  run.timeline[5].requests += ended[6];
  run.timeline[5].length_s = 1.18;
  for (std::size_t second = 2; second < ended.size(); ++second) {
    RequestStats step;
    step.requests = ended[second];
    run.steps.all.add(static_cast<double>(second) + 0.09, step, RunSteps::kMost);
  }
  const auto level = level_of(run, 1, true);
  EXPECT_DOUBLE_EQ(level.per_second, 6.0 / 5);
  EXPECT_DOUBLE_EQ(level.goodput_per_second, level.per_second) << "none failed, and all met their limits";
}

TEST(LevelOf, counts_what_was_never_answered_in_its_share) {
  RunRecord run;
  run.duration_s = 10;
  run.request_names = {"predict"};
  run.stats = Snapshot(1);
  auto& stats = run.stats.by_request[0];
  stats.requests = 60;
  stats.failures = 10;
  stats.dropped = 30;
  stats.unfinished = 10;
  const auto level = level_of(run, 10, false);
  EXPECT_DOUBLE_EQ(level.share, 0.5);
  EXPECT_LT(level.share_low, 0.5);
  EXPECT_GT(level.share_high, 0.5);
}

// A level of 20 s behind a warm-up of 5 s, whose answers all took so long.
SweepLevel paced(double asked, double answered, std::chrono::seconds response_time) {
  RunRecord run;
  run.request_names = {"predict"};
  run.stats = Snapshot(1);
  run.stats.by_request[0].requests = 1;
  run.stats.by_request[0].response_time.record(response_time);
  auto result = level(asked, answered);
  result.per_second = answered;
  result.from_s = 5;
  judge_pace(run, result);
  return result;
}

TEST(JudgePace, breaks_a_level_whose_answers_fall_behind_its_arrivals) {
  using namespace std::chrono_literals;
  const auto behind = paced(400, 149, 1s);
  EXPECT_EQ(behind.state, LevelState::breaks);
  EXPECT_THAT(behind.reasons, ElementsAre("it answers 149 a second of 400 that come"));
  EXPECT_EQ(paced(400, 390, 1s).state, LevelState::holds) << "within a twentieth";
  EXPECT_EQ(paced(1, 0.7, 1s).state, LevelState::holds) << "14 of 20 is chance";
  EXPECT_EQ(paced(100, 75, 10s).state, LevelState::holds) << "what began behind the warm-up ends behind the window";
}

TEST(ParseRequirement, takes_figures_and_rates) {
  const auto rate = parse_requirement(" rate>=50/s ").value();
  EXPECT_EQ(rate.figure, "rate");
  EXPECT_EQ(rate.least, 50);
  EXPECT_FALSE(rate.strict);
  EXPECT_TRUE(parse_requirement("knee > 3").value().strict);
  for (const auto* text : {"", "rate", "rate < 5", "speed > 5", "rate >=", "rate > x", "rate >= -1", "> 5"})
    EXPECT_TRUE(parse_requirement(text).has_error()) << text;
}

TEST(SweepReports, make_nothing_of_what_is_written_in_a_target) {
  auto sweep = judged({level(10, 10), level(20, 18, LevelState::breaks)});
  sweep.name = "<script>alert(1)</script>";
  sweep.levels[1].reasons = {"a | b <b>\n\x1b[2J"};
  std::ostringstream page, markdown, console;
  write_sweep_page(sweep, page);
  write_sweep_markdown(sweep, markdown);
  write_sweep_console(sweep, {}, console);
  EXPECT_THAT(page.str(), Not(HasSubstr("alert(1)</script>")));
  EXPECT_THAT(page.str(), Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page.str(), Not(HasSubstr("<b>")));
  EXPECT_THAT(markdown.str(), Not(HasSubstr("a | b")));
  EXPECT_THAT(console.str(), Not(HasSubstr("\x1b")));
}

TEST(SweepReports, have_the_theme_and_the_times_of_a_report) {
  auto sweep = judged({level(1, 1, LevelState::breaks)});
  sweep.over = SweepOver::users;
  sweep.started_at = "2026-11-30T23:17:16.696Z";
  sweep.environment = {{"kernel", "6.1"}};
  sweep.levels[0].reasons = {"goodput > 95% failed: 12 %"};
  judge_sweep(sweep, {});
  std::ostringstream page;
  write_sweep_page(sweep, page);
  EXPECT_THAT(page.str(), AllOf(HasSubstr("id=\"theme-toggle\""), HasSubstr("2026-11-30 23:17:16 UTC"),
                                HasSubstr("Machine</h2>"), HasSubstr("1 user: goodput &gt; 95% failed: 12 %.")));
  EXPECT_THAT(page.str(), Not(AnyOf(HasSubstr("Goodput &gt; 95%"), HasSubstr("1 users"))));
}

TEST(SweepReports, tell_what_the_memory_of_each_level_did) {
  auto sweep = judged({level(10, 10), level(20, 20), level(40, 40), level(80, 80)});
  const auto memory_is = [&](std::vector<double> firsts, std::vector<double> lasts) {
    for (std::size_t i = 0; i < lasts.size(); ++i) {
      sweep.levels[i].run_id = "x-0" + std::to_string(i + 1);
      sweep.levels[i].memory = LevelMemory{firsts[i] * 1e6, lasts[i] * 1e6, lasts[i] * 1e6 + 1e7, "inconclusive"};
    }
  };
  memory_is({100, 120, 140, 160}, {120, 140, 160, 180});
  EXPECT_THAT(memory_sentence(sweep), AllOf(HasSubstr("rose with each of the 4 levels"), HasSubstr("114 MiB"),
                                            HasSubstr("172 MiB"), HasSubstr("or it leaks")));
  const auto table = level_table(sweep);
  EXPECT_THAT(table.heads, AllOf(Contains("peak memory"), Contains("memory at end"), Not(Contains("leak"))));
  sweep.levels[3].memory->verdict = "leaking";
  EXPECT_THAT(level_table(sweep).heads, Contains("leak"));
  EXPECT_THAT(memory_sentence(sweep), Not(HasSubstr("or it leaks")));
  std::ostringstream csv;
  write_sweep_csv(sweep, csv);
  EXPECT_THAT(csv.str(), AllOf(HasSubstr(",margin,memory_verdict\n"), HasSubstr(",0.01,leaking\n")));
  memory_is({100, 100, 100, 100}, {120, 140, 160, 180});
  EXPECT_EQ(memory_sentence(sweep), "") << "it went back after each";
  memory_is({100, 120, 140, 160}, {120, 140, 139, 180});
  EXPECT_EQ(memory_sentence(sweep), "") << "not with each";
  memory_is({100, 100.1, 100.2, 100.3}, {100.1, 100.2, 100.3, 100.4});
  EXPECT_EQ(memory_sentence(sweep), "") << "too little to speak of";
}

TEST(SweepReports, are_made_of_a_sweep_without_levels) {
  auto sweep = sweep_of({});
  judge_sweep(sweep, {false, "", "", "", "its shape is [1, 3]"});
  EXPECT_EQ(sweep.verdict.exit_code, 65);
  judge_sweep(sweep, {false, "", "nothing ever connected", ""});
  EXPECT_EQ(sweep.verdict.exit_code, 69);
  std::ostringstream page, markdown, csv, console;
  write_sweep_page(sweep, page);
  write_sweep_markdown(sweep, markdown);
  write_sweep_csv(sweep, csv);
  write_sweep_console(sweep, {}, console);
  EXPECT_THAT(console.str(), HasSubstr("nothing ever connected"));
  EXPECT_EQ(sweep_chart(sweep, {}), "");
}

TEST(SweepChart, fits_its_width) {
  const auto sweep = judged({level(10, 10), level(20, 20), level(40, 30, LevelState::breaks)});
  EXPECT_THAT(sweep_chart(sweep, {false, 60}), HasSubstr("highest that holds"));
}

}  // namespace plimsoll::sweep_verdict_test
