// What other programs record: each format is known by what it begins with, read in its own units, and told where it is
// broken.

#include "record/leak_verdict.h"
#include "tests/judgement/traces/read_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>

namespace plimsoll::trace_formats_test {

using test::error_of;
using test::read;
using test::trace_of;
using testing::Contains;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double kMiB = 1048576;

const std::string kPsrecord =
    "# Elapsed time   CPU (%)     Real (MB)   Virtual (MB)\n"
    "       0.000        0.000        8.500       30.000\n"
    "       1.002       99.800        9.500       31.000\n";

TEST(PsrecordLog, is_read_in_mebibytes) {
  const auto file = read(kPsrecord);
  EXPECT_EQ(file.format, TraceFormat::psrecord);
  EXPECT_EQ(file.columns.at(0).name, "Real (MB)");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 1.002));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(8.5 * kMiB, 9.5 * kMiB));
  EXPECT_THAT(file.notes, Contains("Real (MB) is read as MiB of 1048576 bytes"));
  EXPECT_THAT(trace_of(read(kPsrecord, {{"virtual"}})).memory_bytes, ElementsAre(30 * kMiB, 31 * kMiB));
}

TEST(PsrecordLog, tells_the_line_and_column_of_text) {
  EXPECT_EQ(error_of(kPsrecord + "2.0 1.0 lots 3.0\n"), "line 4: column Real (MB): expected a number, got \"lots\"");
  EXPECT_EQ(error_of(kPsrecord + "2.0 1.0\n"), "line 4: expected 4 fields as in the header, got 2");
}

TEST(MprofFile, is_read_in_mebibytes_from_its_first_instant_on) {
  const auto file = read("CMDLINE python app.py\nMEM 10.5 1700000000.0000\nFUNC f 1 2 3 4\nMEM 11.5 1700000000.5000\n");
  EXPECT_EQ(file.format, TraceFormat::mprof);
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, DoubleNear(0.5, 1e-6)));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(10.5 * kMiB, 11.5 * kMiB));
  EXPECT_THAT(trace_of(file).lives, IsEmpty());
}

TEST(MprofFile, keeps_children_apart_at_the_instant_of_their_parent) {
  const auto file =
      read("MEM 10 1700000000.0\nCHLD 4712 5 1700000000.01\nMEM 11 1700000001.0\nCHLD 4712 6 1700000001.01\n");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(trace_of(file).lives, ElementsAre(0, 4712, 0, 4712));
}

TEST(MprofFile, tells_the_line_of_what_it_does_not_know) {
  EXPECT_EQ(error_of("MEM 1 2\nMEMORY 1 2\n"), "line 2: expected MEM, CHLD, FUNC or CMDLINE, got \"MEMORY\"");
  EXPECT_EQ(error_of("MEM 1 2\nMEM 1\n"), "line 2: expected MEM, MiB and seconds");
  EXPECT_EQ(error_of("MEM 1 2\nMEM x 3\n"), "line 2: column MEM (MiB): expected a number, got \"x\"");
  EXPECT_THAT(error_of("CMDLINE python\n"), HasSubstr("expected lines MEM"));
}

std::string range_answer(const std::string& result) {
  return R"({"status":"success","data":{"resultType":"matrix","result":[)" + result + "]}}";
}

const std::string kFirst =
    R"({"metric":{"__name__":"process_resident_memory_bytes","pod":"a-1"},"values":[[1700000000,"100"],[1700000015.5,"110"]]})";
const std::string kSecond =
    R"({"metric":{"__name__":"process_resident_memory_bytes","pod":"b-2"},"values":[[1700000000,"200"],[1700000015,"NaN"]]})";

TEST(PrometheusAnswer, of_one_series_is_read) {
  const auto file = read(range_answer(kFirst));
  EXPECT_EQ(file.format, TraceFormat::prometheus);
  EXPECT_EQ(file.columns.at(0).name, "process_resident_memory_bytes{pod=\"a-1\"}");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 15.5));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(100, 110));
}

TEST(PrometheusAnswer, of_several_series_is_chosen_from_by_name_or_label) {
  const auto both = range_answer(kFirst + "," + kSecond);
  const auto file = read(both, {{"b-2"}});
  EXPECT_EQ(trace_of(file).memory_bytes.at(0), 200);
  EXPECT_TRUE(std::isnan(trace_of(file).memory_bytes.at(1)));
  EXPECT_EQ(read(both, {{"a-1", "b-2"}}).columns.size(), 2u);
  const auto none_said = error_of(both);
  EXPECT_THAT(none_said, HasSubstr("2 series: process_resident_memory_bytes{pod=\"a-1\"}, process_resident"));
  EXPECT_THAT(error_of(both, {{"c-3"}}), HasSubstr("none of the series match c-3: process_resident"));
}

TEST(PrometheusAnswer, is_read_as_promtool_prints_it) {
  EXPECT_THAT(trace_of(read("[" + kFirst + "]")).memory_bytes, ElementsAre(100, 110));
}

TEST(PrometheusAnswer, tells_where_it_breaks_off_and_what_it_is_instead) {
  EXPECT_THAT(error_of(range_answer(kFirst).substr(0, 120)), HasSubstr("line 1, column 121: syntax error"));
  EXPECT_THAT(error_of(R"({"status":"error","error":"query timed out"})"), HasSubstr("query timed out"));
  EXPECT_THAT(error_of(R"({"data":{"resultType":"vector","result":[]}})"), HasSubstr("got vector"));
  EXPECT_THAT(error_of("{}"), HasSubstr("no series"));
  EXPECT_THAT(error_of(R"({"format":1,"run":{},"monitors":[]})"), HasSubstr("in memory.csv beside it"));
  EXPECT_THAT(error_of(range_answer(R"({"metric":{},"values":[[1,"2"],[2,"x"]]})")),
              HasSubstr("series {}, value 2: column value: expected a number, got \"x\""));
  EXPECT_THAT(error_of(std::string(1000, '[')), HasSubstr("deeper"));
}

TEST(CsvOfOthers, knows_the_time_and_the_unit_by_the_names) {
  const auto file = read("timestamp;Mem (MiB)\r\n2026-01-31T12:00:00Z;1,5\r\n2026-01-31T12:00:01.250Z;2\r\n");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, DoubleNear(1.25, 1e-6)));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(1.5 * kMiB, 2 * kMiB));
  EXPECT_THAT(trace_of(read("date\trss_kb\n2026-01-31 12:00\t7\n2026-01-31 12:01\t8\n")).t_seconds, ElementsAre(0, 60));
  EXPECT_THAT(trace_of(read("time,rss_kib\n1700000000000,1\n1700000002000,2\n")).t_seconds, ElementsAre(0, 2));
  EXPECT_THAT(trace_of(read("elapsed_ms,rss_kib\n500,1\n1500,2\n")).t_seconds, ElementsAre(0.5, 1.5));
  EXPECT_THAT(trace_of(read("n,when,memory_bytes\n1,5,1\n2,6,2\n", {{}, "when"})).t_seconds, ElementsAre(5, 6));
}

TEST(CsvOfOthers, knows_zones) {
  const auto file = read("time,rss_bytes\n2026-01-31T12:00:00+01:00,1\n2026-01-31T12:00:00Z,2\n");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 3600));
}

TEST(CsvOfOthers, judges_several_columns) {
  const auto file = read("t_seconds,rss_mb,heap_mb\n0,1,2\n", {{"heap_mb", "RSS"}});
  ASSERT_EQ(file.columns.size(), 2u);
  EXPECT_EQ(file.columns[0].name, "heap_mb");
  EXPECT_THAT(file.columns[1].trace.memory_bytes, ElementsAre(1e6));
}

TEST(CsvOfOthers, tells_what_it_left_out) {
  const auto file = read("t_seconds,rss_bytes\n0,5\n2,nan\n1,6\n3,-7\n4,inf\n");
  EXPECT_THAT(file.notes,
              ElementsAre("2 rows without a time or memory left out", "1 row with memory of 0 or less left out",
                          "1 row with a time before that of the row above: sorted by time"));
}

TEST(CsvOfOthers, tells_the_line_of_a_time_that_is_written_otherwise) {
  EXPECT_THAT(error_of("time,rss_bytes\n2026-01-31T12:00:00Z,1\n1769860800,2\n"),
              HasSubstr("line 3: column time: expected a time written as the first one, \"2026-01-31T12:00:00Z\""));
  EXPECT_THAT(error_of("time,rss_bytes\n2026-01-31T12:00:00Z,1\n2026-01-31T12:00:00,1\n"), HasSubstr("line 3"));
  EXPECT_THAT(error_of("time,rss_bytes\n1700000000,1\n1700000001000,1\n"), HasSubstr("of about the size of the first"));
  EXPECT_THAT(error_of("time,rss_bytes\n2026-02-30T00:00:00Z,1\n"), HasSubstr("line 2: column time: expected a time"));
}

TEST(CsvOfOthers, tells_names_that_are_there_twice_or_could_be_several) {
  EXPECT_EQ(error_of("t_seconds,rss_bytes,rss_bytes\n0,1,2\n", {{"rss_bytes"}}),
            "line 1: the column rss_bytes is there twice");
  EXPECT_EQ(error_of("t_seconds,rss_kb,rss_mb\n0,1,2\n", {{"rss"}}), "line 1: rss may be rss_kb or rss_mb");
}

TEST(TraceReader, tells_files_that_are_no_text) {
  EXPECT_THAT(error_of(std::string("a,b\nc\0d", 7)), HasSubstr("line 2, column 2: a byte 0"));
  EXPECT_THAT(error_of("\x1f\x8b\x08"), HasSubstr("gzip"));
  EXPECT_THAT(error_of("\xff\xfet"), HasSubstr("UTF-16"));
}

TEST(TraceReader, can_be_told_the_format) {
  TraceRequest request;
  request.format = TraceFormat::psrecord;
  EXPECT_THAT(error_of("t_seconds,rss_bytes\n0,1\n", request), HasSubstr("expected the header of psrecord"));
  EXPECT_TRUE(parse_trace_format("mprof").has_value());
  EXPECT_FALSE(parse_trace_format("xml").has_value());
}

// Two processes, more rows than are kept: what is kept are whole instants.
TEST(TraceReader, keeps_the_instants_of_processes_together_when_it_reduces) {
  std::string text = "t_seconds,pid,rss_bytes\n";
  for (int i = 0; i < 200'000; ++i)
    text += fmt::format("{0},1,{1}\n{0},2,{1}\n", i, 100'000'000 + 40'960 * (7 * i % 12));
  const auto file = read(text);
  const Trace& trace = trace_of(file);
  ASSERT_LT(trace.t_seconds.size(), 300'000u);
  ASSERT_EQ(trace.t_seconds.size() % 2, 0u);
  for (std::size_t i = 0; i < trace.t_seconds.size(); i += 2) {
    ASSERT_EQ(trace.t_seconds[i], trace.t_seconds[i + 1]);
    ASSERT_EQ(trace.lives[i], 1);
  }
  EXPECT_THAT(file.notes, Contains(HasSubstr("400000 rows, of which the extremes")));
}

}  // namespace plimsoll::trace_formats_test
