#include "core/http/http_date.h"

#include <gtest/gtest.h>

namespace plimsoll::http_date_test {

using namespace std::chrono_literals;

std::int64_t unix_of(std::string_view text) {
  const auto date = parse_cookie_date(text);
  return date ? date->time_since_epoch().count() : -1;
}

TEST(CookieDate, has_all_forms_of_http) {
  EXPECT_EQ(unix_of("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  EXPECT_EQ(unix_of("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
  EXPECT_EQ(unix_of("Sun Nov  6 08:49:37 1994"), 784111777);
  EXPECT_EQ(unix_of("Wed, 21-Oct-2015 07:28:00 GMT"), 1445412480);
}

TEST(CookieDate, is_none_where_a_part_is_missing_or_impossible) {
  for (const auto text :
       {"", "tomorrow", "06 Nov 1994", "08:49:37 1994", "31 Feb 2020 00:00:00", "06 Nov 1994 24:00:00",
        "06 Nov 1994 08:60:00", "06 Nov 1500 08:00:00", "99 Nov 1994 08:00:00"})
    EXPECT_EQ(unix_of(text), -1) << text;
}

TEST(CookieDate, is_bounded_where_a_clock_is_to_say_it) {
  const auto bounded = [](std::string_view text) {
    return std::chrono::floor<std::chrono::seconds>(bounded_wall_time(*parse_cookie_date(text)))
        .time_since_epoch()
        .count();
  };
  EXPECT_EQ(unix_of("Fri, 31 Dec 9999 23:59:59 GMT"), 253402300799);
  EXPECT_EQ(bounded("Fri, 31 Dec 9999 23:59:59 GMT"), 7258118400);
  EXPECT_EQ(bounded("Thu, 01 Jan 1601 00:00:00 GMT"), 0);
  EXPECT_EQ(bounded("Wed, 21 Oct 2015 07:28:00 GMT"), 1445412480);
}

TEST(RetryAfter, is_seconds_or_a_date) {
  const WallTime now{1445412480s};
  EXPECT_EQ(parse_retry_after("120", now), Nanos(120s));
  EXPECT_EQ(parse_retry_after(" 0 ", now), Nanos(0));
  EXPECT_EQ(parse_retry_after("Wed, 21 Oct 2015 07:28:30 GMT", now), Nanos(30s));
  EXPECT_EQ(parse_retry_after("Wed, 21 Oct 2015 07:27:00 GMT", now), Nanos(0));
}

TEST(RetryAfter, is_nothing_where_it_is_absurd) {
  const WallTime now{1445412480s};
  for (const auto text : {"", "-5", "1.5", "soon", "1e9", "0x10"}) EXPECT_FALSE(parse_retry_after(text, now)) << text;
  EXPECT_EQ(parse_retry_after("99999999999999999999999999", now), Nanos(10 * 365 * 24h));
}

}  // namespace plimsoll::http_date_test
