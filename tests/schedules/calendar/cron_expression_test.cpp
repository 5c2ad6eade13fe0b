// What a cron expression names, and what is said of one that is wrong: with the place in it.

#include "schedules/calendar/cron_expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::cron_expression_test {

using ::testing::HasSubstr;

CronExpression parsed(const std::string& text) {
  auto cron = CronExpression::parse(text);
  EXPECT_TRUE(cron) << text << ": " << (cron ? "" : cron.error().message);
  return cron.value();
}

std::string refusal(const std::string& text) {
  const auto cron = CronExpression::parse(text);
  EXPECT_TRUE(cron.has_error()) << text;
  return cron.has_error() ? cron.error().message : "";
}

TEST(CronExpression, reads_lists_ranges_steps_and_names) {
  const auto cron = parsed("0,30 8-18/5 1,15 jan-Mar *");
  EXPECT_EQ(cron.minutes(), 1ULL | 1ULL << 30);
  EXPECT_EQ(cron.hours(), 1ULL << 8 | 1ULL << 13 | 1ULL << 18);
  EXPECT_EQ(cron.days(), 1ULL << 1 | 1ULL << 15);
  EXPECT_EQ(cron.months(), 1ULL << 1 | 1ULL << 2 | 1ULL << 3);
  EXPECT_TRUE(cron.any_weekday());
  EXPECT_FALSE(cron.any_day());
}

TEST(CronExpression, takes_7_for_sunday_and_a_week_that_ends_with_one) {
  EXPECT_EQ(parsed("0 0 * * 7").weekdays(), 1u);
  EXPECT_EQ(parsed("0 0 * * fri-sun").weekdays(), 0b1100001u);
  EXPECT_EQ(parsed("0 0 * * 5-7").weekdays(), 0b1100001u);
}

TEST(CronExpression, knows_the_nicknames) {
  EXPECT_EQ(parsed("@daily").minute_from(0), 0u);
  EXPECT_EQ(parsed("@hourly").minute_from(61), 120u);
  EXPECT_THAT(refusal("@dayly"), HasSubstr("@daily"));
  EXPECT_THAT(refusal("@reboot"), HasSubstr("names no time"));
}

TEST(CronExpression, takes_either_kind_of_day_where_both_are_restricted) {
  const auto either = parsed("0 0 13 * fri");
  EXPECT_TRUE(either.names_day(2, 13, 1));
  EXPECT_TRUE(either.names_day(2, 14, 5));
  EXPECT_FALSE(either.names_day(2, 14, 6));
  const auto friday = parsed("0 0 * * fri");
  EXPECT_FALSE(friday.names_day(2, 13, 1));
  EXPECT_TRUE(parsed("0 0 13 * *").names_day(2, 13, 1));
}

TEST(CronExpression, refuses_what_crons_disagree_about) {
  EXPECT_THAT(refusal("0 0 */2 * mon"), HasSubstr("write 1-31/2"));
  EXPECT_THAT(refusal("0 0 1 * */2"), HasSubstr("crons disagree"));
  EXPECT_THAT(refusal("0 0 L * *"), HasSubstr("\"L\" is not cron's"));
  EXPECT_THAT(refusal("5/10 * * * *"), HasSubstr("write 5-59/10"));
  EXPECT_THAT(refusal("0 22-2 * * *"), HasSubstr("write 22-23,0-2"));
  EXPECT_EQ(parsed("0 0 */2 * *").days() & 0b1111, 0b1010u);
}

TEST(CronExpression, shows_the_place_of_what_is_wrong) {
  EXPECT_EQ(refusal("0,61 2 * * *"), "expected a minute from 0 to 59, got 61\n  0,61 2 * * *\n    ^");
  EXPECT_EQ(refusal("0 2 * foo *"),
            "expected a month from 1 to 12, or its name, got \"foo\"\n  0 2 * foo *\n        ^");
  EXPECT_EQ(refusal("0 2 * *"),
            "expected 5 fields (minute, hour, day of the month, month, day of the week), got 4\n  0 2 * *\n         ^");
  EXPECT_EQ(refusal("0 0 2 * * *"),
            "expected 5 fields (minute, hour, day of the month, month, day of the week), got 6\n  0 0 2 * * *\n"
            "            ^");
  EXPECT_THAT(refusal("*/0 * * * *"), HasSubstr("expected a step from 1 to 59, got 0"));
  EXPECT_THAT(refusal("1, * * * *"), HasSubstr("found nothing"));
  EXPECT_THAT(refusal("0 2 * * mno"), HasSubstr("did you mean mon?"));
  EXPECT_THAT(refusal(""), HasSubstr("got 0"));
  EXPECT_THAT(refusal("99999999999 * * * *"), HasSubstr("expected a minute"));
}

TEST(CronExpression, refuses_a_day_that_never_comes) {
  EXPECT_THAT(refusal("0 0 30 2 *"), HasSubstr("never comes"));
  EXPECT_THAT(refusal("0 0 31 4,6,9,11 *"), HasSubstr("never comes"));
  EXPECT_TRUE(CronExpression::parse("0 0 29 2 *"));
  EXPECT_TRUE(CronExpression::parse("0 0 30 2 mon"));
}

}  // namespace plimsoll::cron_expression_test
