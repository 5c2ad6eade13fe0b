#include "reports/words/text.h"

#include <gtest/gtest.h>
#include <cmath>

namespace plimsoll::text_test {

TEST(Text, makes_broken_utf8_whole) {
  EXPECT_EQ(valid_utf8("na\xC3\xAFve"), "naïve");
  EXPECT_EQ(valid_utf8("a\xFF"
                       "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(valid_utf8("\xC3"), "\xEF\xBF\xBD");                                                  // cut short
  EXPECT_EQ(valid_utf8("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");                                  // overlong
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");                  // a surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // above U+10FFFF
  EXPECT_EQ(valid_utf8("\xF0\x9F\x9A\xA2"), "🚢");
}

TEST(Text, leaves_no_control_character_for_a_terminal) {
  EXPECT_EQ(one_line("a\x1b[31mb\r\nc\x07"), "a [31mb  c ");
  EXPECT_EQ(one_line("a\xC2\x9B"
                     "b"),
            "a b");  // C1: another way to begin an escape sequence
}

TEST(Text, lets_no_control_of_directions_through) {
  const std::string name = "a\u202Eb";  // NOLINT(misc-misleading-bidirectional): what must not come out
  EXPECT_EQ(one_line(name), "a b");
  EXPECT_EQ(escape_xml(name), "a\uFFFDb");
  EXPECT_EQ(escape_markdown(name), "a b");
  EXPECT_EQ(csv_field(name), "a\uFFFDb");
  EXPECT_EQ(csv_field("a\x1b[31m\xC2\x9B"), "a\uFFFD[31m\uFFFD");
  EXPECT_EQ(escape_xml("\xC2\x9B"), "\uFFFD");
}

TEST(Text, escapes_xml_and_drops_what_it_cannot_say) {
  EXPECT_EQ(escape_xml("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(escape_xml(std::string_view("a\0b\x1b", 4)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(escape_xml("tab\tline\n"), "tab\tline\n");
}

TEST(Text, escapes_markdown_into_one_line) {
  EXPECT_EQ(escape_markdown("a|b\n`c` *d* <e> @f"), "a\\|b \\`c\\` \\*d\\* \\<e\\> \\@f");
}

TEST(Text, quotes_csv_fields_only_where_it_must) {
  EXPECT_EQ(csv_field("predict"), "predict");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_field(""), "");
}

TEST(Text, measures_columns_not_bytes) {
  EXPECT_EQ(display_width("naïve"), 5u);
  EXPECT_EQ(display_width("日本"), 4u);
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);  // a letter and its accent
  EXPECT_EQ(pad_right("日本", 6), "日本  ");
  EXPECT_EQ(pad_left("µs", 4), "  µs");
}

TEST(Text, cuts_with_an_ellipsis_at_the_column) {
  EXPECT_EQ(fitted("predict", 7), "predict");
  EXPECT_EQ(fitted("predict", 6), "predi…");
  EXPECT_EQ(fitted("日本語", 4), "日…");  // the second one does not fit beside the ellipsis
  EXPECT_EQ(display_width(fitted("日本語", 5)), 5u);
  EXPECT_EQ(fitted("predict", 0), "");
}

TEST(Text, writes_numbers_that_read_back) {
  EXPECT_EQ(exact_number(200000000), "200000000");
  EXPECT_EQ(exact_number(0.1), "0.1");
  EXPECT_EQ(exact_number(-12), "-12");
  EXPECT_EQ(exact_number(1.0 / 3), "0.3333333333333333");
  for (const double value : {1e300, 1e-300, 123456789.123456789, 9007199254740993.0, -0.25})
    EXPECT_EQ(std::stod(exact_number(value)), value);
  EXPECT_EQ(exact_number(NAN), "");
  EXPECT_EQ(exact_number(INFINITY), "");
}

TEST(Text, gives_figures_their_unit) {
  EXPECT_EQ(milliseconds_text(12.4), "12.4 ms");
  EXPECT_EQ(milliseconds_text(0.83), "830 µs");
  EXPECT_EQ(milliseconds_text(0.9999), "1 ms");
  EXPECT_EQ(milliseconds_text(1250), "1.25 s");
  EXPECT_EQ(milliseconds_text(std::nullopt), "-");
  EXPECT_EQ(milliseconds_text(NAN), "-");
  EXPECT_EQ(seconds_text(30720), "8 h 32 min");
  EXPECT_EQ(seconds_text(1e18), "more than 100 years");
  EXPECT_EQ(rate_text(0.125), "0.12");
  EXPECT_EQ(rate_text(39.84), "39.8");
  EXPECT_EQ(rate_text(12345.6), "12,346");
  EXPECT_EQ(rate_text(40), "40");
  EXPECT_EQ(bytes_text(118.0 * 1048576), "118 MiB");
  EXPECT_EQ(plural(1, "request"), "1 request");
  EXPECT_EQ(plural(1204, "request"), "1,204 requests");
}

TEST(Text, never_rounds_a_share_to_nothing_or_to_all) {
  EXPECT_EQ(share_text(0), "0 %");
  EXPECT_EQ(share_text(0.025), "2.5 %");
  EXPECT_EQ(share_text(1), "100 %");
  EXPECT_EQ(share_text(1e-7), "under 0.01 %");
  EXPECT_EQ(share_text(0.99999999), "99.999 %");
}

TEST(Text, makes_sentences_of_notes) {
  EXPECT_EQ(as_sentence("the machine was busy"), "The machine was busy.");
  EXPECT_EQ(as_sentence("Done."), "Done.");
  EXPECT_EQ(as_sentence("http_proxy is set and ignored"), "http_proxy is set and ignored.");
  EXPECT_EQ(as_sentence("127.0.0.1 was asked"), "127.0.0.1 was asked.");
  EXPECT_EQ(as_sentence(""), "");
}

TEST(Text, tells_amounts_of_a_narrow_range_apart) {
  const double mebibyte = 1024 * 1024;
  EXPECT_EQ(bytes_texts_apart({295.9 * mebibyte, 296.15 * mebibyte, 296.4 * mebibyte}),
            (std::vector<std::string>{"295.9 MiB", "296.1 MiB", "296.4 MiB"}));
  EXPECT_EQ(bytes_texts_apart({10 * mebibyte, 20 * mebibyte}), (std::vector<std::string>{"10.0 MiB", "20.0 MiB"}));
  EXPECT_EQ(bytes_texts_apart({mebibyte, mebibyte}), (std::vector<std::string>{"1.000000 MiB", "1.000000 MiB"}));
}

TEST(Text, keeps_a_number_and_its_unit_on_one_line) {
  EXPECT_EQ(unbroken("3.93 KiB a request, in 1 h 35 min."), "3.93\u00a0KiB a request, in 1\u00a0h 35\u00a0min.");
  EXPECT_EQ(unbroken("2 of 4 thresholds failed, 12 requests"), "2 of 4 thresholds failed, 12 requests");
  EXPECT_EQ(unbroken("at 98 %, a 5 s"), "at 98\u00a0%, a 5\u00a0s");
  EXPECT_EQ(unbroken(""), "");
}

TEST(Text, says_paces_an_hour) {
  EXPECT_EQ(pace_text(40045.26), "137 MiB/h");
  EXPECT_EQ(pace_text(-0.0001), "0 B/h");
  EXPECT_EQ(pace_text(std::nullopt), "-");
}

TEST(Text, says_a_threshold_in_its_metric_s_unit) {
  EXPECT_EQ(metric_text(*metric_named("response_time_quantile"), 182.0), "182 ms");
  EXPECT_EQ(metric_text(*metric_named("failure_rate"), 0.025), "2.5 %");
  EXPECT_EQ(metric_text(*metric_named("requests_per_second"), 49.5), "49.5/s");
  EXPECT_EQ(metric_text(*metric_named("rss_max"), 1288490188.8), "1.20 GiB");
  EXPECT_EQ(metric_text(*metric_named("failed_requests"), 3.0), "3");
  EXPECT_EQ(metric_text(*metric_named("response_time_max"), std::nullopt), "nothing measured");
}

}  // namespace plimsoll::text_test
