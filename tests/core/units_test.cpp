#include "core/units.h"

#include <gtest/gtest.h>

namespace plimsoll::units_test {

using namespace std::chrono_literals;

TEST(Units, reads_simple_and_compound_durations) {
  EXPECT_EQ(*parse_duration("30s"), 30s);
  EXPECT_EQ(*parse_duration("1h30m"), 90min);
  EXPECT_EQ(*parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(*parse_duration("250ms"), 250ms);
  EXPECT_EQ(*parse_duration("100us"), 100us);
  EXPECT_EQ(*parse_duration("2d"), 48h);
  EXPECT_EQ(*parse_duration(" 3h 30m 10s "), 3h + 30min + 10s);
  EXPECT_EQ(*parse_duration("0"), 0s);
}

TEST(Units, refuses_a_duration_without_unit_with_the_wrong_one_or_out_of_order) {
  for (const auto* text : {"", "30", "-5s", "5 seconds", "5x", "s", "1m1h", "1s1s", "1e3s", "infs", "99999d"})
    EXPECT_TRUE(parse_duration(text).has_error()) << text;
  EXPECT_NE(parse_duration("5x").error().message.find("\"5x\""), std::string::npos);
}

TEST(Units, reads_rates) {
  EXPECT_DOUBLE_EQ(*parse_rate("200/s"), 200);
  EXPECT_DOUBLE_EQ(*parse_rate("30/m"), 0.5);
  EXPECT_DOUBLE_EQ(*parse_rate("0.5"), 0.5);
  for (const auto* text : {"0/s", "-1/s", "1/x", "/s", "1e400/s", "nan"})
    EXPECT_TRUE(parse_rate(text).has_error()) << text;
}

TEST(Units, reads_sizes_in_powers_of_1024_and_1000) {
  EXPECT_EQ(*parse_bytes("64KiB"), 65536U);
  EXPECT_EQ(*parse_bytes("2 GiB"), 2147483648U);
  EXPECT_EQ(*parse_bytes("10MB"), 10000000U);
  EXPECT_EQ(*parse_bytes("512"), 512U);
  for (const auto* text : {"", "-1", "1XB", "100000TiB000", "9999999TiB"})
    EXPECT_TRUE(parse_bytes(text).has_error()) << text;
}

TEST(Units, reads_shares) {
  EXPECT_DOUBLE_EQ(*parse_share("1%"), 0.01);
  EXPECT_DOUBLE_EQ(*parse_share("0.25"), 0.25);
  for (const auto* text : {"101%", "1.5", "%", "-1%"}) EXPECT_TRUE(parse_share(text).has_error()) << text;
}

TEST(Units, writes_durations_for_people) {
  EXPECT_EQ(format_duration(0ns), "0 s");
  EXPECT_EQ(format_duration(830us), "830 µs");
  EXPECT_EQ(format_duration(12400us), "12.4 ms");
  EXPECT_EQ(format_duration(999999us), "1 s");
  EXPECT_EQ(format_duration(3200ms), "3.2 s");
  EXPECT_EQ(format_duration(59990ms), "1 min");
  EXPECT_EQ(format_duration(125s), "2 min 5 s");
  EXPECT_EQ(format_duration(90min), "1 h 30 min");
  EXPECT_EQ(format_duration(49h), "2 d 1 h");
}

TEST(Units, writes_exact_durations_that_read_back) {
  for (const Nanos duration : {Nanos(90min), Nanos(250ms), Nanos(1s + 1ns), Nanos(36h)})
    EXPECT_EQ(*parse_duration(format_duration_exact(duration)), duration) << format_duration_exact(duration);
  EXPECT_EQ(format_duration_exact(90min), "1h30m");
}

TEST(Units, writes_sizes_with_three_digits) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(512), "512 B");
  EXPECT_EQ(format_bytes(963.7), "964 B");
  EXPECT_EQ(format_bytes(999.7), "0.98 KiB");
  EXPECT_EQ(format_bytes(4137), "4.04 KiB");
  EXPECT_EQ(format_bytes(-113'000), "-110 KiB");
  EXPECT_EQ(format_bytes(2.5e12), "2.27 TiB");
  EXPECT_EQ(format_bytes(1536), "1.50 KiB");
  EXPECT_EQ(format_bytes(118.4 * 1048576), "118 MiB");
  EXPECT_EQ(format_bytes(-2048), "-2.00 KiB");
  EXPECT_EQ(format_bytes(-0.3), "0 B");
  EXPECT_EQ(format_bytes(1023.7 * 1024), "1.00 MiB");
}

TEST(Units, groups_thousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(12345678), "12,345,678");
}

TEST(Units, numbers_of_any_size_have_no_exponent) {
  EXPECT_EQ(format_number(0), "0");
  EXPECT_EQ(format_number(100), "100");
  EXPECT_EQ(format_number(2.5), "2.5");
  EXPECT_EQ(format_number(0.05), "0.05");
  EXPECT_EQ(format_number(1234.5), "1,234.5");
  EXPECT_EQ(format_number(99'999), "99,999");
  EXPECT_EQ(format_number(1e6), "1,000,000");
  EXPECT_EQ(format_number(2e7), "20,000,000");
  EXPECT_EQ(format_number(1e30), "1,000,000,000,000,000,000");
  EXPECT_EQ(format_number(0.000012), "0.000012");
  EXPECT_EQ(format_number(1.0 / 3), "0.333333");
  EXPECT_EQ(format_number(-1e6), "-1,000,000");
}

}  // namespace plimsoll::units_test
