#include "judgement/judge.h"
#include "judgement/traces/trace_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>

namespace plimsoll::trace_csv_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;

TraceRequest request_for(const std::optional<std::string>& column) {
  TraceRequest request;
  if (column) request.columns = {*column};
  return request;
}

JudgedColumn read(const std::string& text, const std::optional<std::string>& column = {}) {
  std::istringstream in(text);
  auto file = read_trace(in, request_for(column));
  if (file) return file->columns.at(0);
  ADD_FAILURE() << file.error().message;
  return {};
}

std::string error_of(const std::string& text, const std::optional<std::string>& column = {}) {
  std::istringstream in(text);
  auto file = read_trace(in, request_for(column));
  if (file) return "";
  EXPECT_EQ(file.error().kind, ErrorKind::invalid);
  return file.error().message;
}

TEST(TraceCsv, takes_columns_by_name_in_any_order) {
  const auto file = read(
      "active_users,note,rss_bytes,t_seconds,requests_explain,pid,requests_total,restarts_total,processes\n"
      "3,warm,100,0,1,7,2,0,1\n"
      "4,\"hot, very\",200,1,2,8,3,1,2\n");
  EXPECT_EQ(file.name, "rss_bytes");
  EXPECT_THAT(file.trace.t_seconds, ElementsAre(0, 1));
  EXPECT_THAT(file.trace.memory_bytes, ElementsAre(100, 200));
  EXPECT_THAT(file.trace.active_users, ElementsAre(3, 4));
  EXPECT_THAT(file.trace.lives, ElementsAre(7, 8));
  EXPECT_THAT(file.trace.requests_total, ElementsAre(2, 3));
  EXPECT_THAT(file.trace.restarts_total, ElementsAre(0, 1));
  EXPECT_THAT(file.trace.processes, ElementsAre(1, 2));
  ASSERT_EQ(file.trace.requests_by_type.size(), 1u);
  EXPECT_EQ(file.trace.requests_by_type[0].name, "explain");
  EXPECT_THAT(file.trace.requests_by_type[0].counts, ElementsAre(1, 2));
}

TEST(TraceCsv, tells_lives_apart_by_their_own_column_and_by_the_titles_of_before) {
  EXPECT_THAT(read("t_seconds,life,pid,rss_bytes\n0,1,4711,100\n1,2,4711,200\n").trace.lives, ElementsAre(1, 2));
  EXPECT_THAT(read("t_seconds,pid,os_pid,rss_bytes\n0,1,4711,100\n1,2,4711,200\n").trace.lives, ElementsAre(1, 2));
}

TEST(TraceCsv, prefers_anonymous_memory_where_there_is_any) {
  EXPECT_EQ(read("t_seconds,rss_bytes,anon_bytes\n0,1,2\n").name, "anon_bytes");
  EXPECT_EQ(read("t_seconds,rss_bytes,anon_bytes\n0,1,\n").name, "rss_bytes");
  const auto named = read("t_seconds,rss_bytes,anon_bytes,gpu_bytes\n0,1,2,3\n", "gpu_bytes");
  EXPECT_EQ(named.name, "gpu_bytes");
  EXPECT_THAT(named.trace.memory_bytes, ElementsAre(3));
}

TEST(TraceCsv, reads_gaps_and_unusual_numbers) {
  const auto file = read("t_seconds,rss_bytes\n0,\n1,nan\n2, +1.5e3 \n3,inf\n4,1e999\n");
  EXPECT_THAT(file.trace.memory_bytes, ElementsAre(IsNan(), IsNan(), 1500, INFINITY, IsNan()));
}

TEST(TraceCsv, leaves_out_the_warm_up) {
  const auto file = read("t_seconds,rss_bytes,warmup\n0,1,1\n1,2,0\n2,3,\n");
  EXPECT_THAT(file.trace.t_seconds, ElementsAre(1, 2));
}

TEST(TraceCsv, follows_the_rules_of_quoting) {
  const auto file = read(
      "\xEF\xBB\xBF\"t_seconds\",\"rss_bytes\",\"a \"\"note\"\"\"\r\n\"0\",\"1\",\"two\r\nlines\"\r\n\r\n1,2,\"\"\r\n");
  EXPECT_THAT(file.trace.t_seconds, ElementsAre(0, 1));
  EXPECT_THAT(file.trace.memory_bytes, ElementsAre(1, 2));
}

TEST(TraceCsv, takes_a_second_requests_total_for_a_type_of_that_name) {
  const auto file = read("t_seconds,rss_bytes,requests_total,requests_total\n0,1,5,3\n");
  EXPECT_THAT(file.trace.requests_total, ElementsAre(5));
  ASSERT_EQ(file.trace.requests_by_type.size(), 1u);
  EXPECT_EQ(file.trace.requests_by_type[0].name, "total");
  EXPECT_THAT(file.trace.requests_by_type[0].counts, ElementsAre(3));
}

TEST(TraceCsv, without_the_last_line_end_is_read_whole) {
  EXPECT_THAT(read("t_seconds,rss_bytes\n0,1\n1,2").trace.t_seconds, ElementsAre(0, 1));
}

TEST(TraceCsv, says_what_an_empty_file_should_hold) {
  EXPECT_THAT(error_of(""), HasSubstr("expected a header row with t_seconds"));
  EXPECT_THAT(error_of("\n\n"), HasSubstr("expected a header row with t_seconds"));
}

TEST(TraceCsv, says_which_column_is_missing) {
  EXPECT_EQ(
      error_of("t_seconds,cpu\n0,1\n"),
      "line 1: expected a column anon_bytes or rss_bytes, got t_seconds, cpu; --column NAME says which is memory");
  EXPECT_EQ(error_of("t_seconds,rss_bytes\n0,1\n", "heap"), "line 1: expected a column heap, got t_seconds, rss_bytes");
  EXPECT_EQ(
      error_of("when,rss_bytes\n0,1\n"),
      "line 1: expected a column t_seconds, time, timestamp, date or elapsed, got when, rss_bytes; --time NAME says "
      "which is the time, --every 15s how far apart rows without times are");
  EXPECT_EQ(error_of("t_seconds,rss_bytes,t_seconds\n"), "line 1: the column t_seconds is there twice");
}

TEST(TraceCsv, names_the_line_of_text_in_a_number) {
  EXPECT_EQ(error_of("t_seconds,rss_bytes\n0,1\n\n1,12 MB\n"),
            "line 4: column rss_bytes: expected a number, got \"12 MB\"");
  EXPECT_EQ(error_of("t_seconds,rss_bytes,requests_predict\n0,1,x\n"),
            "line 2: column requests_predict: expected a number, got \"x\"");
  EXPECT_EQ(
      error_of("t_seconds,rss_bytes,note\n\"0\n\n\",1,\n"),
      "line 2: column t_seconds: expected a time as seconds, milliseconds since 1970, or 2026-01-31T12:00:00Z, got "
      "\"0\?\?\"");
}

TEST(TraceCsv, names_the_line_of_a_row_that_does_not_fit) {
  EXPECT_EQ(error_of("t_seconds,rss_bytes\n0,1\n1\n"), "line 3: expected 2 fields as in the header, got 1");
  EXPECT_EQ(error_of("t_seconds,rss_bytes\n0,1,2\n"), "line 2: expected 2 fields as in the header, got 3");
}

TEST(TraceCsv, names_the_line_of_a_broken_quote) {
  EXPECT_THAT(error_of("t_seconds,rss_bytes\n0,\"1\n2,3\n"), HasSubstr("line 2: a quote is opened here"));
  EXPECT_THAT(error_of("t_seconds,rss_bytes\n0,1\"2\"\n"), HasSubstr("line 2: a quote inside a field"));
  EXPECT_THAT(error_of("t_seconds,rss_bytes\n0,\"1\"2\n"), HasSubstr("line 2: expected a comma"));
}

TEST(TraceCsv, refuses_what_would_fill_the_memory) {
  EXPECT_THAT(error_of("t_seconds,rss_bytes\n0," + std::string(100'000, '1')),
              HasSubstr("line 2: a field of more than"));
  EXPECT_THAT(error_of(std::string(20'000, ',')), HasSubstr("more than 10000 fields"));
}

TEST(TraceCsv, says_when_the_stream_breaks) {
  struct Broken : std::streambuf {
    int_type underflow() override { throw std::ios_base::failure("gone"); }
  } broken;
  std::istream in(&broken);
  EXPECT_FALSE(read_trace(in, {}).has_value());
}

TEST(TraceCsv, reads_a_million_rows) {
  std::string text = "t_seconds,rss_bytes,requests_total\n";
  for (int i = 0; i < 1'000'000; ++i) {
    text += std::to_string(i) + "," + std::to_string(200'000'000 + 500 * i + 40'960 * (7 * i % 12)) + "," +
            std::to_string(20 * i) + "\n";
  }
  const auto file = read(text);
  EXPECT_LT(file.trace.t_seconds.size(), 300'000u);  // bounded
  EXPECT_GT(file.trace.t_seconds.size(), 100'000u);
  const auto verdict = judge(file.trace, {});
  EXPECT_EQ(verdict.verdict, Verdict::leaking);
  EXPECT_NEAR(verdict.bytes_per_second.value_or(0), 500, 5);
  EXPECT_NEAR(verdict.bytes_per_request.value_or(0), 25, 0.25);
}

TEST(TraceCsv, of_a_thing_without_processes_takes_the_column_that_has_numbers) {
  const std::string header = "t_seconds,pid,anon_bytes,rss_bytes,requests_total,";
  EXPECT_EQ(read(header + "process_resident_memory_bytes\n0,0,,,0,500\n1,0,,,0,600\n").name,
            "process_resident_memory_bytes");
  EXPECT_EQ(read(header + "fds,disk_bytes\n0,0,,,0,,7\n1,0,,,0,,8\n").name, "disk_bytes");
  const auto counted = read(header + "process_open_fds\n0,0,,,0,0\n1,0,,,0,9\n");
  EXPECT_EQ(counted.name, "process_open_fds");
  EXPECT_EQ(counted.unit, "");
  EXPECT_THAT(counted.trace.memory_bytes, ElementsAre(0, 9));
  EXPECT_EQ(read(header + "shm_bytes\n0,0,5,,0,1\n").name, "anon_bytes");
}

TEST(TraceCsv, knows_counts_by_their_names) {
  EXPECT_EQ(read("t_seconds,rss_bytes,fds\n0,1,2\n", "fds").unit, "");
  EXPECT_EQ(read("t_seconds,rss_bytes,Open Files\n0,1,2\n", "Open Files").unit, "");
  EXPECT_EQ(read("t_seconds,rss_bytes,heap\n0,1,2\n", "heap").unit, "bytes");
}

}  // namespace plimsoll::trace_csv_test
