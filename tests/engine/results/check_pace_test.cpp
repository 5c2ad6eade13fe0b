#include "engine/results/check_pace.h"

#include <gtest/gtest.h>

namespace plimsoll::test::check_pace_test {

using std::chrono::milliseconds;

// Answers come each millisecond; a check takes so long of it. How many of them are checked.
std::uint64_t checked_of(CheckPace& pace, int answers, Nanos check, Nanos every = milliseconds(1)) {
  Instant now{milliseconds(1)};
  std::uint64_t checked = 0;
  for (int i = 0; i < answers; ++i) {
    if (pace.admits(0)) {
      pace.note_checked(0, true, false, now, now + check);
      ++checked;
    } else {
      pace.note_passed_over(0, true);
    }
    now += every;
  }
  return checked;
}

TEST(CheckPace, checks_all_where_there_is_time) {
  CheckPace pace(1);
  pace.set_budget({0.5}, 1);
  EXPECT_EQ(checked_of(pace, 20'000, std::chrono::microseconds(400)), 20'000u);
  EXPECT_EQ(pace.counts()[0].answers, 20'000u);
  EXPECT_EQ(pace.counts()[0].checked, 20'000u);
}

TEST(CheckPace, checks_a_sample_that_takes_its_share_of_the_time) {
  CheckPace pace(1);
  pace.set_budget({0.25}, 1);
  const auto checked = checked_of(pace, 50'000, milliseconds(1));
  EXPECT_NEAR(static_cast<double>(checked), 12'500, 2'500);
  EXPECT_EQ(pace.counts()[0].answers, 50'000u);
  EXPECT_EQ(pace.counts()[0].checked, checked);
}

TEST(CheckPace, checks_the_first_of_each_request_whatever_they_take) {
  CheckPace pace(2);
  pace.set_budget({0.01}, 1);
  checked_of(pace, 5'000, milliseconds(1));
  for (std::uint64_t i = 0; i < CheckPace::kFirst; ++i) {
    EXPECT_TRUE(pace.admits(1));
    pace.note_checked(1, true, true, Instant{milliseconds(9000)}, Instant{milliseconds(9000)});
  }
  EXPECT_EQ(pace.counts()[1].wrong, CheckPace::kFirst);
}

TEST(CheckPace, checks_all_where_it_has_no_limit) {
  CheckPace pace(1);
  pace.set_budget({1}, 1);
  EXPECT_EQ(checked_of(pace, 5'000, milliseconds(2)), 5'000u);
}

TEST(CheckPace, checks_fewer_where_its_checks_make_the_loop_late) {
  CheckPace pace(1);
  pace.set_budget({0.5}, 1);
  checked_of(pace, 1'090, std::chrono::microseconds(450));
  EXPECT_EQ(pace.chance(), 1);
  pace.note_lag(milliseconds(30), Instant{milliseconds(1'092)});
  EXPECT_LT(pace.chance(), 1);
}

TEST(CheckPace, blames_no_check_for_a_lag_that_others_made) {
  CheckPace pace(1);
  pace.set_budget({0.5}, 1);
  checked_of(pace, 1'090, std::chrono::microseconds(10));
  pace.note_lag(milliseconds(30), Instant{milliseconds(1'092)});
  EXPECT_EQ(pace.chance(), 1);
}

TEST(CheckCount, merges_by_request) {
  std::vector<CheckCount> all = {{"a", 100, 10, 1}};
  merge_check_counts(all, {{"b", 5, 5, 0}, {"a", 100, 40, 4}});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].answers, 200u);
  EXPECT_EQ(all[0].checked, 50u);
  EXPECT_TRUE(all[0].is_sampled());
  EXPECT_FALSE(all[1].is_sampled());
}

}  // namespace plimsoll::test::check_pace_test
