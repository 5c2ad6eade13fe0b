// A run beside those before it: what left the usual range, what is new, since when.

#include "schedules/history/comparison.h"
#include "schedules/history/news.h"
#include "schedules/history/past_run.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::history_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RunFigures figures(double p95_ms, std::uint64_t failures = 0) {
  RunFigures figures;
  figures.p50_ms = p95_ms / 2;
  figures.p95_ms = p95_ms;
  figures.requests = 10'000;
  figures.failures = failures;
  figures.answers = {{200, 10'000 - failures}};
  if (failures > 0) figures.answers.push_back({503, failures});
  figures.growth_bytes_per_h = 1000;
  return figures;
}

std::vector<RunFigures> healthy(std::size_t count = 12) {
  std::vector<RunFigures> runs;
  for (std::size_t i = 0; i < count; ++i) runs.push_back(figures(100 + static_cast<double>(i % 5)));
  return runs;
}

std::vector<std::string> keys(const Comparison& comparison) {
  std::vector<std::string> keys;
  for (const auto& change : comparison.changes) keys.push_back(change.key);
  return keys;
}

TEST(Comparison, says_how_many_runs_it_lacks) {
  const auto comparison = compare(figures(900), healthy(5));
  EXPECT_EQ(comparison.runs_lacking, 3u);
  EXPECT_THAT(comparison.changes, IsEmpty());
}

TEST(Comparison, tells_nothing_of_a_run_like_the_others) {
  EXPECT_THAT(compare(figures(104), healthy()).changes, IsEmpty());
  EXPECT_THAT(compare(figures(20), healthy()).changes, IsEmpty()) << "faster is no trouble";
  EXPECT_THAT(compare(figures(102, 2), healthy()).changes, IsEmpty()) << "two failures come by chance";
}

TEST(Comparison, tells_slower_with_the_usual_range) {
  const auto comparison = compare(figures(160), healthy());
  ASSERT_THAT(keys(comparison), ElementsAre("slower"));
  EXPECT_THAT(comparison.changes[0].sentence, HasSubstr("p95 is 160 ms; usual is 101 ms, up to "));
  EXPECT_THAT(comparison.changes[0].sentence, HasSubstr("12 healthy runs"));
}

TEST(Comparison, tells_more_failures_and_other_answers) {
  const auto comparison = compare(figures(102, 40), healthy());
  EXPECT_THAT(keys(comparison), ElementsAre("failures", "status 503"));
  EXPECT_THAT(comparison.changes[0].sentence, HasSubstr("40 of 10,000 (0.4 %); usual is none"));
}

TEST(Comparison, knows_failures_that_are_usual) {
  std::vector<RunFigures> runs;
  for (std::uint64_t i = 0; i < 12; ++i) runs.push_back(figures(100, 90 + i % 7));
  EXPECT_THAT(compare(figures(100, 105), runs).changes, IsEmpty());
  EXPECT_THAT(keys(compare(figures(100, 300), runs)), ElementsAre("failures", "status 503"));
}

TEST(Comparison, tells_more_growth) {
  auto run = figures(102);
  run.growth_bytes_per_h = 40.0 * (1 << 20);
  const auto comparison = compare(run, healthy());
  ASSERT_THAT(keys(comparison), ElementsAre("growth"));
  EXPECT_THAT(comparison.changes[0].sentence, HasSubstr("40"));
}

TEST(Comparison, compares_answers_that_are_not_errors_too) {
  auto run = figures(102);
  run.answers = {{200, 5000}, {204, 5000}};
  EXPECT_THAT(keys(compare(run, healthy())), ElementsAre("status 204"));
}

PastRun past(std::int64_t planned_s, std::vector<Trouble> troubles = {}, double p95_ms = 100) {
  PastRun run;
  run.planned_s = planned_s;
  run.run = "run-" + std::to_string(planned_s);
  run.outcome = troubles.empty() ? "pass" : "fail";
  run.headline = troubles.empty() ? "All 3 thresholds held." : troubles.front().sentence;
  run.troubles = std::move(troubles);
  run.figures = figures(p95_ms);
  return run;
}

const Trouble kLeak{NewsKind::leak, "leak", "memory leaks: 4 MiB a request."};
const Trouble kSlow{NewsKind::fail, "threshold p95 < 90ms", "p95 < 90ms failed: 100 ms"};

TEST(News, begin_with_the_first_run_in_trouble) {
  const auto news = news_of(past(30, {kLeak}), {past(20), past(10)});
  EXPECT_THAT(news.kinds, ElementsAre(NewsKind::always, NewsKind::leak));
  EXPECT_EQ(news.what, "memory leaks: 4 MiB a request");
  EXPECT_EQ(news.since_s, 30);
  EXPECT_EQ(news.before, "2 runs before it were good");
}

TEST(News, are_none_while_it_stays_so) {
  const auto news = news_of(past(40, {kLeak}), {past(30, {kLeak}), past(20, {kLeak}), past(10)});
  EXPECT_THAT(news.kinds, ElementsAre(NewsKind::always));
  EXPECT_EQ(news.since_s, 20) << "since the first of the streak";
  EXPECT_EQ(news.streak, 3u);
}

TEST(News, tell_another_trouble_beside_one_that_goes_on) {
  const auto news = news_of(past(40, {kLeak, kSlow}), {past(30, {kLeak}), past(20)});
  EXPECT_THAT(news.kinds, ElementsAre(NewsKind::always, NewsKind::fail));
  EXPECT_EQ(news.what, kSlow.sentence);
}

TEST(News, tell_the_end_of_the_last_trouble_alone) {
  EXPECT_THAT(news_of(past(50, {kLeak}), {past(40, {kLeak, kSlow})}).kinds, ElementsAre(NewsKind::always));
  const auto news = news_of(past(50), {past(40, {kLeak}), past(30, {kSlow}), past(20)});
  EXPECT_THAT(news.kinds, ElementsAre(NewsKind::always, NewsKind::recovered));
  EXPECT_THAT(news.what, HasSubstr("recovered"));
  EXPECT_THAT(news.before, HasSubstr("2 runs before it were not: memory leaks"));
}

TEST(News, of_the_first_run_are_its_troubles) {
  EXPECT_THAT(news_of(past(10), {}).kinds, ElementsAre(NewsKind::always));
  EXPECT_THAT(news_of(past(10, {kLeak}), {}).kinds, ElementsAre(NewsKind::always, NewsKind::leak));
}

TEST(History, keeps_a_leak_until_memory_is_judged_clean) {
  auto open = past(40);
  open.leak_undecided = true;
  compare_with_history(open, {past(30, {kLeak}), past(20)});
  EXPECT_THAT(news_of(open, {past(30, {kLeak}), past(20)}).kinds, ElementsAre(NewsKind::always));
  auto clean = past(40);
  compare_with_history(clean, {past(30, {kLeak}), past(20)});
  EXPECT_THAT(news_of(clean, {past(30, {kLeak}), past(20)}).kinds, ElementsAre(NewsKind::always, NewsKind::recovered));
}

// Run after run as a scheduler has them: which of them had which news.
std::vector<std::string> told_over(const std::vector<double>& p95) {
  std::vector<std::string> told;
  std::vector<PastRun> earlier;
  for (std::size_t i = 0; i < p95.size(); ++i) {
    auto run = past(static_cast<std::int64_t>(i), {}, p95[i]);
    compare_with_history(run, earlier);
    for (const auto kind : news_of(run, earlier).kinds)
      if (kind != NewsKind::always) told.push_back(std::to_string(i) + " " + std::string(to_string(kind)));
    earlier.insert(earlier.begin(), run);
  }
  return told;
}

TEST(History, tells_a_change_once_and_its_end_once) {
  std::vector<double> p95(12, 100);
  p95.insert(p95.end(), 4, 200);
  p95.insert(p95.end(), 4, 100);
  EXPECT_THAT(told_over(p95), ElementsAre("12 change", "16 recovered"));
}

TEST(History, takes_what_stays_for_the_usual_in_the_end) {
  std::vector<double> p95(12, 100);
  p95.insert(p95.end(), 14, 200);
  p95.insert(p95.end(), 2, 400);
  EXPECT_THAT(told_over(p95), ElementsAre("12 change", "20 change", "26 change"));
}

TEST(PastRun, takes_troubles_from_a_record) {
  EXPECT_THAT(past_run_of(passing_record()).troubles, IsEmpty());
  EXPECT_TRUE(past_run_of(passing_record()).healthy());
  const auto leaking = past_run_of(leaking_record());
  ASSERT_FALSE(leaking.troubles.empty());
  EXPECT_FALSE(leaking.healthy());
  const auto error = past_run_of(error_record());
  ASSERT_EQ(error.troubles.size(), 1u);
  EXPECT_EQ(error.troubles[0].kind, NewsKind::fail);
  EXPECT_FALSE(error.figures);
}

TEST(PastRun, comes_back_from_its_json) {
  auto run = past_run_of(leaking_record());
  run.planned_s = 1'800'000'000;
  const auto again = past_run_from_json(to_json(run));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(to_json(*again), to_json(run));
  EXPECT_TRUE(past_run_from_json("[]").has_error());
  EXPECT_TRUE(past_run_from_json("{").has_error());
}

TEST(NewsKinds, are_read_and_refused_by_name) {
  EXPECT_THAT(parse_news_kinds("leak, fail").value(), ElementsAre(NewsKind::fail, NewsKind::leak));
  EXPECT_THAT(parse_news_kinds("leek").error().message, HasSubstr("did you mean \"leak\"?"));
  EXPECT_TRUE(parse_news_kinds("leak,").has_error());
}

}  // namespace plimsoll::history_test
