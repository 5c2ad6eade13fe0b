// When a run until its verdict looks at memory, and what it takes to end it.

#include "conduct/verdict_watch.h"

#include <gtest/gtest.h>

namespace plimsoll::verdict_watch_test {

LeakVerdict said(Verdict verdict, std::optional<double> recommended_s = {}) {
  LeakVerdict result;
  result.verdict = verdict;
  result.recommended_duration_s = recommended_s;
  return result;
}

TEST(VerdictWatch, looks_at_90_s_after_the_warm_up_and_then_ever_more_seldom) {
  VerdictWatch watch(30, 300);
  EXPECT_FALSE(watch.is_due(119));
  EXPECT_TRUE(watch.is_due(120));
  watch.add(130, {said(Verdict::inconclusive)});
  EXPECT_FALSE(watch.is_due(154.9));
  EXPECT_TRUE(watch.is_due(155));
}

TEST(VerdictWatch, waits_for_a_quarter_of_a_long_run) {
  VerdictWatch watch(0, 3600);
  EXPECT_FALSE(watch.is_due(899));
  EXPECT_TRUE(watch.is_due(900));
}

TEST(VerdictWatch, is_decided_by_three_looks_that_agree) {
  for (const auto verdict : {Verdict::clean, Verdict::leaking}) {
    VerdictWatch watch(0, 300);
    watch.add(90, {said(verdict)});
    watch.add(113, {said(verdict)});
    EXPECT_FALSE(watch.is_decided());
    watch.add(141, {said(verdict)});
    EXPECT_TRUE(watch.is_decided());
  }
}

TEST(VerdictWatch, is_not_decided_by_looks_that_differ_or_do_not_know) {
  VerdictWatch watch(0, 300);
  for (const auto verdict :
       {Verdict::suspected, Verdict::suspected, Verdict::inconclusive, Verdict::inconclusive, Verdict::clean,
        Verdict::clean, Verdict::leaking, Verdict::leaking, Verdict::inconclusive, Verdict::leaking}) {
    watch.add(90, {said(verdict)});
    EXPECT_FALSE(watch.is_decided());
  }
}

TEST(VerdictWatch, is_clean_where_all_is_and_leaks_where_anything_does) {
  VerdictWatch watch(0, 300);
  for (int i = 0; i < 4; ++i) watch.add(90, {said(Verdict::clean), said(Verdict::inconclusive)});
  EXPECT_FALSE(watch.is_decided());
  for (int i = 0; i < 3; ++i) watch.add(90, {said(Verdict::inconclusive), said(Verdict::leaking)});
  EXPECT_TRUE(watch.is_decided());
}

TEST(VerdictWatch, begins_anew_where_another_version_of_the_target_does) {
  VerdictWatch watch(10, 3600);
  for (int i = 0; i < 2; ++i) watch.add(1000, {said(Verdict::clean)});
  watch.begin_again(1600);
  EXPECT_FALSE(watch.is_due(2099)) << "a quarter of what is left";
  EXPECT_TRUE(watch.is_due(2100));
  EXPECT_EQ(watch.outlook(1600), "judged in 8 min 20 s");
  watch.add(2100, {said(Verdict::clean)});
  EXPECT_FALSE(watch.is_decided()) << "the looks before were at another version";
  for (int i = 0; i < 2; ++i) watch.add(2200, {said(Verdict::clean)});
  EXPECT_TRUE(watch.is_decided());
}

TEST(VerdictWatch, says_how_it_stands) {
  VerdictWatch watch(10, 300);
  EXPECT_EQ(watch.outlook(40), "judged in 1 min");
  watch.add(100, {said(Verdict::inconclusive, 490)});
  EXPECT_EQ(watch.outlook(140), "inconclusive, about 6 min more");
  EXPECT_EQ(watch.outlook(1000), "inconclusive, about 1 s more");
  watch.add(200, {said(Verdict::clean)});
  EXPECT_EQ(watch.outlook(200), "clean, judged again in 47.5 s");
}

}  // namespace plimsoll::verdict_watch_test
