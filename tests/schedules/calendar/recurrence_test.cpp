// When something comes again: over a year with both changes of the clocks, to the minute.

#include "schedules/calendar/recurrence.h"

#include "schedules/calendar/cron_words.h"
#include "tests/schedules/instants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace plimsoll::recurrence_test {

using test::text_of;
using test::utc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TimeZone zone(const std::string& name) {
  auto found = TimeZone::named(name);
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  return found.value();
}

Recurrence cron(const std::string& expression, const std::string& name = "Europe/Warsaw") {
  return Recurrence::of_cron(expression, zone(name)).value();
}

std::vector<std::string> next(const Recurrence& recurrence, const std::string& after, int count) {
  std::vector<std::string> times;
  auto at = utc(after);
  for (int i = 0; i < count; ++i) times.push_back(text_of(at = recurrence.next_after(at).value()));
  return times;
}

TEST(Recurrence, comes_at_the_same_local_time_in_summer_and_winter) {
  EXPECT_THAT(next(cron("0 2 * * *"), "2026-01-10 00:00:00", 2), ElementsAre("2026-01-10 01:00", "2026-01-11 01:00"));
  EXPECT_THAT(next(cron("0 2 * * *"), "2026-07-10 00:00:00", 2), ElementsAre("2026-07-11 00:00", "2026-07-12 00:00"));
}

// Clocks go from 02:00 to 03:00 on 29 March 2026.
TEST(Recurrence, comes_at_the_first_instant_after_a_gap_if_its_time_is_in_it) {
  EXPECT_THAT(next(cron("30 2 * * *"), "2026-03-27 12:00:00", 3),
              ElementsAre("2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"));
  EXPECT_THAT(next(cron("0,15,30,45 2,3 * * *"), "2026-03-28 23:00:00", 4),
              ElementsAre("2026-03-29 01:00", "2026-03-29 01:15", "2026-03-29 01:30", "2026-03-29 01:45"));
}

// They go back from 03:00 to 02:00 on 25 October 2026.
TEST(Recurrence, comes_once_at_a_time_that_there_is_twice) {
  EXPECT_THAT(next(cron("30 2 * * *"), "2026-10-24 12:00:00", 2), ElementsAre("2026-10-25 00:30", "2026-10-26 01:30"));
  EXPECT_THAT(next(cron("0,30 2 * * *"), "2026-10-24 12:00:00", 3),
              ElementsAre("2026-10-25 00:00", "2026-10-25 00:30", "2026-10-26 01:00"));
  EXPECT_THAT(next(cron("30 2 * * *"), "2026-10-25 00:45:00", 1), ElementsAre("2026-10-26 01:30"));
}

TEST(Recurrence, that_names_every_hour_means_elapsed_time) {
  EXPECT_THAT(next(cron("30 * * * *"), "2026-03-29 00:00:00", 3),
              ElementsAre("2026-03-29 00:30", "2026-03-29 01:30", "2026-03-29 02:30"));
  EXPECT_THAT(next(cron("30 * * * *"), "2026-10-24 23:45:00", 3),
              ElementsAre("2026-10-25 00:30", "2026-10-25 01:30", "2026-10-25 02:30"));
}

TEST(Recurrence, misses_no_day_of_a_year_and_doubles_none) {
  for (const auto* name :
       {"Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"}) {
    const auto here = zone(name);
    for (const auto* expression : {"0 2 * * *", "30 2 * * *", "15 1 * * *", "59 23 * * *"}) {
      const auto recurrence = Recurrence::of_cron(expression, here).value();
      std::map<int, int> by_day;
      auto at = utc("2025-12-31 12:00:00");
      int times = 0;
      for (;; ++times) {
        const auto time = recurrence.next_after(at).value();
        ASSERT_GT(time, at);
        at = time;
        const auto day = std::chrono::floor<std::chrono::days>(here.local(at));
        if (std::chrono::year_month_day(day).year() != std::chrono::year(2026)) {
          if (times > 10) break;
          continue;
        }
        ++by_day[static_cast<int>(day.time_since_epoch().count())];
      }
      EXPECT_EQ(by_day.size(), 365u) << name << " " << expression;
      for (const auto& [day, count] : by_day) EXPECT_EQ(count, 1) << name << " " << expression << " day " << day;
    }
  }
}

// Samoa left out 30 December 2011.
TEST(Recurrence, goes_over_a_day_that_there_was_not) {
  EXPECT_THAT(next(cron("0 12 * * *", "Pacific/Apia"), "2011-12-29 00:00:00", 3),
              ElementsAre("2011-12-29 22:00", "2011-12-30 10:00", "2011-12-30 22:00"));
}

// The tables of the tz database end in 2037; these are from Python's zoneinfo, which reads the rules behind them.
TEST(Recurrence, goes_by_the_clocks_of_2040_too) {
  struct Noon {
    const char* zone;
    const char* winter;
    const char* summer;
  };
  for (const auto& noon : {Noon{"Europe/Warsaw", "2040-01-15 11:30", "2040-07-15 10:30"},
                           {"America/New_York", "2040-01-15 17:30", "2040-07-15 16:30"},
                           {"Australia/Sydney", "2040-01-15 01:30", "2040-07-15 02:30"},
                           {"Europe/Dublin", "2040-01-15 12:30", "2040-07-15 11:30"},
                           {"Asia/Tokyo", "2040-01-15 03:30", "2040-07-15 03:30"}}) {
    EXPECT_THAT(next(cron("30 12 15 1 *", noon.zone), "2039-12-01 00:00:00", 1), ElementsAre(noon.winter)) << noon.zone;
    EXPECT_THAT(next(cron("30 12 15 7 *", noon.zone), "2040-06-01 00:00:00", 1), ElementsAre(noon.summer)) << noon.zone;
  }
  EXPECT_THAT(next(cron("30 2 * * *"), "2040-03-24 12:00:00", 2), ElementsAre("2040-03-25 01:00", "2040-03-26 00:30"));
  EXPECT_THAT(next(cron("*/30 2 * * *"), "2040-10-27 12:00:00", 3),
              ElementsAre("2040-10-28 00:00", "2040-10-28 00:30", "2040-10-29 01:00"));
  EXPECT_THAT(next(cron("30 * * * *"), "2040-03-25 00:00:00", 2), ElementsAre("2040-03-25 00:30", "2040-03-25 01:30"));
}

TEST(Recurrence, finds_what_is_years_away) {
  EXPECT_THAT(next(cron("0 0 29 2 *", "UTC"), "2096-03-01 00:00:00", 1), ElementsAre("2104-02-29 00:00"));
  EXPECT_THAT(next(cron("@yearly", "UTC"), "2026-01-01 00:00:00", 2),
              ElementsAre("2027-01-01 00:00", "2028-01-01 00:00"));
}

TEST(Recurrence, keeps_a_period_whatever_the_clocks_do) {
  const auto every = Recurrence::of_every(std::chrono::hours(6), utc("2026-03-28 20:10:05")).value();
  EXPECT_THAT(next(every, "2026-03-28 20:10:05", 3),
              ElementsAre("2026-03-29 02:10:05", "2026-03-29 08:10:05", "2026-03-29 14:10:05"));
  EXPECT_THAT(next(every, "2026-01-01 00:00:00", 1), ElementsAre("2026-03-28 20:10:05"));
  EXPECT_TRUE(Recurrence::of_every(std::chrono::milliseconds(1500), {}).has_error());
  EXPECT_TRUE(Recurrence::of_every(std::chrono::seconds(0), {}).has_error());
}

TEST(Recurrence, says_when_in_words) {
  EXPECT_EQ(cron("0 2 * * *").words(), "every day at 02:00 Europe/Warsaw");
  EXPECT_EQ(cron("30 8,14 * * 1-5", "UTC").words(), "Monday to Friday at 08:30 and 14:30 UTC");
  EXPECT_EQ(cron("*/15 * * * *", "UTC").words(), "every 15 minutes UTC");
  EXPECT_EQ(cron("0 * * * *", "UTC").words(), "every hour UTC");
  EXPECT_EQ(cron("0 */6 * * *", "UTC").words(), "every day at 00:00, 06:00, 12:00 and 18:00 UTC");
  EXPECT_EQ(cron("5 */2 * * *", "UTC").words(), "every 2 hours from 00:05 UTC");
  EXPECT_EQ(cron("0 0 1,22 * *", "UTC").words(), "on the 1st and 22nd of the month at 00:00 UTC");
  EXPECT_EQ(cron("0 0 11 1 *", "UTC").words(), "on the 11th of January at 00:00 UTC");
  EXPECT_EQ(cron("0 0 13 * fri", "UTC").words(), "on the 13th of the month, and every Friday at 00:00 UTC");
  EXPECT_EQ(cron("0 3 * * sun", "UTC").words(), "every Sunday at 03:00 UTC");
  EXPECT_EQ(cron("1-7,9 1-9 * * *", "UTC").words(), "\"1-7,9 1-9 * * *\" UTC");
  EXPECT_EQ(Recurrence::of_every(std::chrono::hours(6), {})->words(), "every 6 h");
}

TEST(Recurrence, shows_an_instant_as_the_clock_on_the_wall_does) {
  const auto warsaw = zone("Europe/Warsaw");
  EXPECT_EQ(wall_clock_text(utc("2026-11-30 01:00:00"), warsaw, utc("2026-11-29 12:00:00")), "Mon 30 Nov 02:00");
  EXPECT_EQ(wall_clock_text(utc("2026-12-31 23:00:05"), warsaw, utc("2026-11-29 12:00:00")), "Fri 1 Jan 2027 00:00:05");
}

TEST(TimeZone, names_the_nearest_where_there_is_none) {
  EXPECT_THAT(TimeZone::named("Europe/Warsav").error().message, HasSubstr("did you mean Europe/Warsaw?"));
  EXPECT_THAT(TimeZone::named("warsaw").error().message, HasSubstr("did you mean Europe/Warsaw?"));
  EXPECT_THAT(TimeZone::named("").error().message, HasSubstr("expected a name like"));
  EXPECT_TRUE(TimeZone::named("../../etc/passwd").has_error());
  EXPECT_TRUE(TimeZone::named("/etc/passwd").has_error());
}

TEST(Jitter, is_the_same_for_ever_and_spread_evenly) {
  const auto most = std::chrono::seconds(600);
  std::set<std::int64_t> seen;
  double sum = 0;
  constexpr int kDays = 1000;
  for (int day = 0; day < kDays; ++day) {
    const auto at = utc("2026-01-01 02:00:00") + std::chrono::days(day);
    const auto jitter = jitter_of("nightly", at, most);
    EXPECT_EQ(jitter, jitter_of("nightly", at, most));
    EXPECT_GE(jitter.count(), 0);
    EXPECT_LE(jitter, most);
    seen.insert(jitter.count());
    sum += static_cast<double>(jitter.count());
  }
  EXPECT_NEAR(sum / kDays, 300, 30);
  EXPECT_GT(seen.size(), 400u);
  EXPECT_NE(jitter_of("nightly", utc("2026-01-01 02:00:00"), most),
            jitter_of("other", utc("2026-01-01 02:00:00"), most));
  EXPECT_EQ(jitter_of("nightly", utc("2026-01-01 02:00:00"), std::chrono::seconds(0)).count(), 0);
}

TEST(Jitter, is_held_against_the_shortest_gap) {
  EXPECT_EQ(shortest_gap(cron("0,10 2 * * *"), utc("2026-01-01 00:00:00")), std::chrono::minutes(10));
  EXPECT_EQ(shortest_gap(cron("0 2 * * *"), utc("2026-03-20 00:00:00")), std::chrono::hours(23));
}

}  // namespace plimsoll::recurrence_test
