// Forms of recordings that no program documents: what ps, top, kubectl and docker print in a loop, logs, JSON lines,
// titles above a table, runs one behind the other.

#include "tests/judgement/traces/read_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace plimsoll::trace_others_test {

using test::error_of;
using test::read;
using test::trace_of;
using testing::Contains;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pointwise;

constexpr double kKiB = 1024, kMiB = 1048576, kGiB = 1073741824;

UnitRead unit_of(const TraceFile& file) { return file.columns.at(0).read_as.value_or(UnitRead{"none"}); }

TraceRequest every(double seconds) {
  TraceRequest request;
  request.every_s = seconds;
  return request;
}

TEST(UnitOfMemory, is_told_by_the_name) {
  EXPECT_EQ(unit_of(read("time,rss_mib\n0,1\n")), (UnitRead{"MiB", UnitSource::name}));
  EXPECT_FALSE(read("time,rss_bytes\n0,1\n").columns.at(0).read_as);
}

TEST(UnitOfMemory, is_told_by_a_neighbour) {
  for (const auto* header : {"time,VSZ,RSS", "time,%MEM,RSS"}) {
    const auto file = read(fmt::format("{}\n0,1,2048\n", header), {{"RSS"}});
    EXPECT_EQ(unit_of(file), (UnitRead{"KiB", UnitSource::neighbour})) << header;
    EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(2 * kMiB));
  }
  EXPECT_EQ(unit_of(read("time,VmRSS\n0,2048\n")), (UnitRead{"KiB", UnitSource::neighbour}));
  EXPECT_EQ(unit_of(read("elapsed_time,nproc,cpu,mem_real,mem_virtual\n0,1,2,3.5,4\n")).unit, "MiB");
  EXPECT_EQ(unit_of(read("time,mem_real\n0,3.5\n")).from, UnitSource::guess);
}

TEST(UnitOfMemory, is_told_by_the_number) {
  const auto bytes = [](const std::string& number) {
    const auto file = read("time,memory\n0," + number + "\n");
    EXPECT_EQ(unit_of(file).from, UnitSource::number) << number;
    return trace_of(file).memory_bytes.at(0);
  };
  EXPECT_EQ(bytes("4405Mi"), 4405 * kMiB);
  EXPECT_EQ(bytes("4.5g"), 4.5 * kGiB);
  EXPECT_EQ(bytes("4.25GiB / 15.5GiB"), 4.25 * kGiB);
  EXPECT_EQ(bytes("12 MB"), 12e6);
  EXPECT_EQ(bytes("512K"), 512 * kKiB);
  EXPECT_EQ(bytes("1.5 KiB"), 1.5 * kKiB);
  EXPECT_EQ(bytes("2TiB"), 2048 * kGiB);
  EXPECT_THAT(error_of("time,memory\n0,12 parsecs\n"), HasSubstr("line 2: column memory: expected a number"));
}

TEST(UnitOfMemory, of_numbers_is_not_mixed_with_plain_ones_that_say_none) {
  EXPECT_THAT(error_of("time,memory\n0,12Mi\n1,13\n"),
              HasSubstr("line 3: column memory: expected a number with its unit"));
  TraceRequest request;
  request.unit = MemoryUnit{"KiB", kKiB};
  EXPECT_THAT(trace_of(read("time,memory\n0,12Mi\n1,13\n", request)).memory_bytes, ElementsAre(12 * kMiB, 13 * kKiB));
}

TEST(UnitOfMemory, that_nobody_tells_is_guessed) {
  const auto guessed = [](const std::string& number) {
    const auto file = read("time,rss\n0," + number + "\n");
    EXPECT_EQ(unit_of(file).from, UnitSource::guess) << number;
    EXPECT_THAT(file.notes, Each(Not(HasSubstr("guess"))));  // the verdict says it, once
    return unit_of(file).unit;
  };
  EXPECT_EQ(guessed("4502380"), "KiB");
  EXPECT_EQ(guessed("4610437120"), "bytes");
  EXPECT_EQ(guessed("4405.47"), "MiB");
  EXPECT_EQ(guessed("4.3"), "GiB");
  EXPECT_THAT(trace_of(read("time,rss\n0,4502380\n")).memory_bytes, ElementsAre(4502380 * kKiB));
}

TEST(UnitOfMemory, can_be_said) {
  TraceRequest request;
  request.unit = MemoryUnit{"MiB", kMiB};
  const auto file = read("time,rss\n0,4502380\n", request);
  EXPECT_EQ(unit_of(file), (UnitRead{"MiB", UnitSource::option}));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(4502380 * kMiB));
}

TEST(TableOfBlanks, is_read_below_its_header_however_often_that_comes) {
  const std::string header = "NAME                  CPU(cores)   MEMORY(bytes)\n";
  const auto file =
      read(header + "api-7d9c-x2x4q   900m   5Mi\n" + header + "api-7d9c-x2x4q   901m   6Mi\n", every(15));
  EXPECT_EQ(file.format, TraceFormat::table);
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 15));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(5 * kMiB, 6 * kMiB));
  EXPECT_THAT(trace_of(file).lives, IsEmpty());
  EXPECT_THAT(file.notes, Contains("a reading each 15 s, as --every says"));
}

TEST(TableOfBlanks, of_several_names_has_a_life_for_each) {
  const std::string header = "NAME   CPU(cores)   MEMORY(bytes)\n";
  const auto file = read(header + "a 1m 5Mi\nb 1m 7Mi\n" + header + "b 1m 8Mi\na 1m 6Mi\n", every(15));
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 0, 15, 15));
  EXPECT_THAT(trace_of(file).lives, ElementsAre(1, 2, 2, 1));
  EXPECT_THAT(file.columns.at(0).process_names, ElementsAre("a", "b"));
}

TEST(TableOfBlanks, of_ps_has_kibibytes_and_no_time_of_its_own) {
  const std::string ps =
      "USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
      "root      4711  5.0  1.4 9000 2048 ?        Ssl  08:59   0:06 python serve.py --workers 4\n"
      "root      4711  5.0  1.4 9000 4096 ?        Ssl  08:59   0:07 python serve.py --workers 4\n";
  EXPECT_THAT(error_of(ps), HasSubstr("--every"));
  const auto file = read(ps, every(5));
  EXPECT_EQ(file.columns.at(0).name, "RSS");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 5));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(2 * kMiB, 4 * kMiB));
  EXPECT_THAT(trace_of(file).pids, ElementsAre(4711, 4711));
  const auto without_header = read(ps.substr(ps.find('\n') + 1), every(5));
  EXPECT_THAT(trace_of(without_header).memory_bytes, ElementsAre(2 * kMiB, 4 * kMiB));
}

TEST(TableOfBlanks, of_top_without_its_header_is_known_by_its_form) {
  const auto file = read(
      "  64 root      20   0   28.0g   4.5g   1.2g S 100.7   1.4   0:00.06 modelserver\n"
      "  64 root      20   0   28.0g 524288   1.2g S 100.7   1.4   0:01.06 modelserver --port 1\n",
      every(1));
  EXPECT_EQ(file.columns.at(0).name, "RES");
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(4.5 * kGiB, 0.5 * kGiB));
  EXPECT_THAT(trace_of(file).lives, ElementsAre(64, 64));
}

TEST(TableOfBlanks, of_top_and_ps_may_have_an_instant_before_each_row) {
  const std::string top = "64 root 20 0 28.0g 4.5g 1.2g S 100.7 1.4 0:00.06 modelserver\n";
  const std::string ps = "root 64 5.0 1.4 9000 2048 ? Ssl 08:59 0:06 python serve.py\n";
  EXPECT_THAT(error_of(top + top), HasSubstr("--every"));
  EXPECT_THAT(trace_of(read("1709629200 " + top + "1709629215 " + top)).t_seconds, ElementsAre(0, 15));
  EXPECT_THAT(trace_of(read("09:00:00 " + ps + "09:00:15 " + ps)).t_seconds, ElementsAre(0, 15));
  EXPECT_THAT(trace_of(read("2024-03-05 09:00:00 " + ps)).memory_bytes, ElementsAre(2 * kMiB));
}

TEST(TableOfBlanks, of_top_is_read_below_what_top_says_of_the_machine) {
  const auto screen = [](const std::string& resident) {
    return "top - 09:00:00 up 3 days,  2:01,  1 user,  load average: 0.00, 0.01, 0.05\n"
           "Tasks: 100 total,   1 running,  99 sleeping,   0 stopped,   0 zombie\n"
           "%Cpu(s):  1.0 us,  0.5 sy,  0.0 ni, 98.5 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st\n"
           "MiB Mem :  15872.0 total,   1234.0 free,   5000.0 used,   9638.0 buff/cache\n\n"
           "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
           "     64 root      20   0   28.0g " +
           resident +
           "   1.2g S 100.7   1.4   0:00.06 modelserver\n     65 root      20   0   28.0g   1.0g   1.2g S 0.7   1.4   "
           "0:00.06 modelserver\n";
  };
  const auto file = read(screen("4.5g") + screen("5.0g"), every(5));
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 0, 5, 5));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(4.5 * kGiB, kGiB, 5 * kGiB, kGiB));
}

TEST(TableOfBlanks, of_pidstat_has_its_clock_before_the_names) {
  const std::string header = "\n09:00:00      UID       PID  minflt/s  majflt/s     VSZ     RSS   %MEM  Command\n";
  const auto file = read("Linux 6.1.0 (host) \t03/05/24 \t_x86_64_\t(4 CPU)\n" + header +
                         "09:00:01        0      4711      0.00      0.00    9000    2048   1.40  python\n" + header +
                         "09:00:02        0      4711      0.00      0.00    9000    4096   1.40  python\n");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 1));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(2 * kMiB, 4 * kMiB));
}

TEST(TableOfBlanks, of_docker_has_names_and_fields_of_several_words) {
  const std::string header =
      "CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT     MEM %     NET I/O       BLOCK I/O   PIDS\n";
  const auto file = read(
      header + "0a1b2c3d4e5f   web       0.50%     4.25GiB / 15.5GiB     27.76%    1.2kB / 0B    0B / 0B     12\n" +
          header + "0a1b2c3d4e5f   web       0.50%     4.5GiB / 15.5GiB      27.76%    1.2kB / 0B    0B / 0B     12\n",
      every(15));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(4.25 * kGiB, 4.5 * kGiB));
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 15));
}

TEST(TableOfBlanks, leaves_out_what_a_program_says_between_its_rows) {
  const auto file = read(
      "Attaching to process 4711\n# Elapsed time   CPU (%)     Real (MB)   Virtual (MB)\n"
      "       0.000        0.000     8.500     30.000\n       1.000        0.000     9.500     30.000\n"
      "Process finished (2.00 seconds)\n");
  EXPECT_EQ(file.format, TraceFormat::psrecord);
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(8.5 * kMiB, 9.5 * kMiB));
  EXPECT_THAT(file.notes, Contains("1 row of another kind left out"));
}

TEST(TableOfOthers, may_have_titles_and_comments_above_it_and_within) {
  const auto file = read("Memory of the API, in March\n# by hand\ntime,rss_mib\n0,5\n# a restart?\n1,6\n");
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(5 * kMiB, 6 * kMiB));
  EXPECT_THAT(error_of("Memory of the API\ntime,rss_mib\n0,5\n1,lots\n"), HasSubstr("line 4: column rss_mib"));
}

TEST(TableOfOthers, may_repeat_its_header) {
  EXPECT_THAT(trace_of(read("time,rss_mib\n0,5\ntime,rss_mib\n1,6\n")).memory_bytes, ElementsAre(5 * kMiB, 6 * kMiB));
}

TEST(TableOfOthers, without_a_header_needs_a_form_that_is_known) {
  EXPECT_THAT(trace_of(read("1709629200,4502380\n1709629215,4507372\n")).t_seconds, ElementsAre(0, 15));
  EXPECT_THAT(error_of("1,2,3\n4,5,6\n"), HasSubstr("line 1: expected a header"));
}

TEST(TimeOfDay, goes_on_over_midnight) {
  const auto file = read("23:59:30 5Mi\n23:59:45 6Mi\n00:00:00 7Mi\n00:00:15 8Mi\n");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 15, 30, 45));
  EXPECT_THAT(trace_of(read("11:59:45 PM 5Mi\n12:00:00 AM 6Mi\n")).t_seconds, ElementsAre(0, 15));
  EXPECT_THAT(trace_of(read("time,rss_mib\n9:00:00,5\n9:00:15.5,6\n")).t_seconds, ElementsAre(0, 15.5));
}

TEST(JsonLines, are_read_by_their_keys) {
  const auto file = read(R"({"ts":"2026-01-31T12:00:00Z","memory":{"rss":5242880,"vms":9},"ok":true})"
                         "\n"
                         R"({"ts":"2026-01-31T12:00:15Z","memory":{"rss":6291456,"vms":9},"more":[1]})"
                         "\n{\"ts\":\"2026-01-31T12:00:30Z\",\"mem");
  EXPECT_EQ(file.format, TraceFormat::jsonl);
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 15));
  EXPECT_EQ(file.columns.at(0).name, "memory.rss");
  EXPECT_THAT(file.notes, Contains(HasSubstr("cut off")));
}

TEST(TableOfOthers, of_nvidia_smi_has_its_own_dates) {
  const auto file =
      read("timestamp, memory.used [MiB]\n2024/03/05 09:00:00.500, 4405 MiB\n2024/03/05 09:00:01.500, 4406 MiB\n");
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 1));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(4405 * kMiB, 4406 * kMiB));
}

TEST(JsonLines, of_docker_stats_are_read) {
  const auto file = read(R"({"Name":"web","MemUsage":"4.25GiB / 15.5GiB","MemPerc":"27.76%"})"
                         "\n",
                         every(1));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(4.25 * kGiB));
}

TEST(JsonLines, of_plimsoll_monitor_are_those_of_the_first_that_was_watched) {
  const auto row = [](const std::string& monitor, double t_s, int bytes) {
    return fmt::format(R"({{"monitor":"{}","t_seconds":{},"pid":1,"os_pid":4711,"anon_bytes":{},"fds":7.0}})"
                       "\n",
                       monitor, t_s, bytes);
  };
  const auto file = read(row("pid:4711", 0, 5) + row("pid:9", 0, 50) + row("pid:4711", 0.5, 6) + row("pid:9", 0.5, 60));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(5, 6));
  EXPECT_THAT(trace_of(file).pids, ElementsAre(4711, 4711));
  EXPECT_THAT(file.notes, Contains(HasSubstr("pid:4711 is read")));
}

TEST(LogLines, are_read_where_they_name_a_memory) {
  const auto file = read(
      "2024-03-05 09:00:00,123 INFO starting on port: 8080\n"
      "2024-03-05 09:00:00,123 INFO worker 3 rss: 4405.47 MB, vms: 9000 MB\n"
      "2024-03-05 09:00:07,123 INFO request took time: 3 ms\n"
      "2024-03-05 09:00:15,123 INFO worker 3 rss: 4406.5 MB, vms: 9000 MB\n");
  EXPECT_EQ(file.format, TraceFormat::log);
  EXPECT_THAT(trace_of(file).t_seconds, ElementsAre(0, 15));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(4405.47 * 1e6, 4406.5 * 1e6));
  EXPECT_EQ(unit_of(file), (UnitRead{"MB", UnitSource::number}));
}

TEST(LogLines, are_read_in_the_column_that_was_asked_for) {
  const std::string rollup = "Rss:    2048 KiB\nPss:    1024 KiB\n";
  EXPECT_THAT(trace_of(read(rollup + rollup, every(1))).memory_bytes, ElementsAre(2 * kMiB, 2 * kMiB));
  auto request = every(1);
  request.columns = {"Pss"};
  EXPECT_THAT(trace_of(read(rollup + rollup, request)).t_seconds, ElementsAre(0, 1));
}

TEST(LogLines, of_proc_have_kibibytes) {
  const auto file = read("VmRSS:\t    2048 kB\nVmRSS:\t    4096 kB\n", every(1));
  EXPECT_THAT(trace_of(file).memory_bytes, ElementsAre(2 * kMiB, 4 * kMiB));
  EXPECT_THAT(trace_of(read("[09:00:00] rss=5MiB\n[09:00:15] rss=6MiB\n")).t_seconds, ElementsAre(0, 15));
}

std::string run_of(int rows, double from = 0) {
  std::string text;
  for (int i = 0; i < rows; ++i) text += fmt::format("{},{}\n", from + i, 100 + i);
  return text;
}

TEST(RunsInOneFile, follow_each_other_where_time_starts_over) {
  const auto file = read("elapsed,rss_mib\n" + run_of(20) + run_of(20));
  ASSERT_EQ(trace_of(file).t_seconds.size(), 40u);
  EXPECT_EQ(trace_of(file).t_seconds[20], 20);
  EXPECT_EQ(trace_of(file).t_seconds[39], 39);
  EXPECT_EQ(trace_of(file).restarts_total[19], 0);
  EXPECT_EQ(trace_of(file).restarts_total[20], 1);
  EXPECT_THAT(file.notes, Contains(HasSubstr("2 runs in one file")));
}

TEST(RunsInOneFile, are_not_rows_in_disorder) {
  const auto reversed = read("elapsed,rss_mib\n3,1\n2,1\n1,1\n0,1\n");
  EXPECT_THAT(trace_of(reversed).restarts_total, IsEmpty());
  EXPECT_THAT(trace_of(reversed).t_seconds, ElementsAre(0, 1, 2, 3));
  std::string backwards = "elapsed,rss_mib\n";
  for (int i = 40; i > 0; --i) backwards += fmt::format("{},100\n", i);
  EXPECT_THAT(read(backwards).notes, Not(Contains(HasSubstr("runs in one file"))));
}

TEST(RunsInOneFile, of_mprof_begin_with_a_command_line) {
  std::string text;
  for (const double from : {1700000000.0, 1700090000.0}) {
    text += "CMDLINE python serve.py\n";
    for (int i = 0; i < 3; ++i) text += fmt::format("MEM {} {:.1f}\n", 10 + i, from + i);
  }
  const auto file = read(text);
  EXPECT_THAT(trace_of(file).t_seconds, Pointwise(testing::DoubleNear(1e-6), {0, 1, 2, 3, 4, 5}));
  EXPECT_THAT(trace_of(file).restarts_total, ElementsAre(0, 0, 0, 1, 1, 1));
  EXPECT_THAT(file.notes, Contains(HasSubstr("the 25.0 h between them are left out")));
}

TEST(RunsInOneFile, have_lives_of_their_own_for_the_same_pid) {
  std::string text;
  for (const double from : {1700000000.0, 1700090000.0}) {
    text += "CMDLINE python serve.py\n";
    for (int i = 0; i < 2; ++i) text += fmt::format("MEM 50 {0:.1f}\nCHLD 7 5 {0:.1f}\n", from + i);
  }
  const auto file = read(text);
  EXPECT_THAT(trace_of(file).pids, ElementsAre(0, 7, 0, 7, 0, 7, 0, 7));
  EXPECT_EQ(trace_of(file).lives[1], 7);
  EXPECT_NE(trace_of(file).lives[5], 7);
}

TEST(MprofSum, is_told_from_a_main_process_by_how_it_moves) {
  std::string sum, apart;
  for (int i = 0; i < 20; ++i) {
    const double child = 100 + 7 * (i % 3) + i, main = 50;
    sum += fmt::format("MEM {} {}\nCHLD 7 {} {}\n", main + child, 1700000000 + i, child, 1700000000 + i);
    apart += fmt::format("MEM {} {}\nCHLD 7 {} {}\n", 3 * main, 1700000000 + i, child, 1700000000 + i);
  }
  EXPECT_THAT(trace_of(read(sum)).memory_bytes[0], DoubleNear(50 * kMiB, 1));
  EXPECT_THAT(read(sum).notes, Contains(HasSubstr("each process is counted once")));
  EXPECT_THAT(trace_of(read(apart)).memory_bytes[0], DoubleNear(150 * kMiB, 1));
}

TEST(CutLine, is_left_out_only_where_nothing_ends_it) {
  EXPECT_THAT(trace_of(read("time,rss_mib\n0,500\n1,501\n2")).t_seconds, ElementsAre(0, 1));
  EXPECT_THAT(trace_of(read("time,rss_mib\n0,500\n1,501\n2,50")).t_seconds, ElementsAre(0, 1));
  EXPECT_THAT(trace_of(read("time,rss_mib\n0,500\n1,501\n2,502")).t_seconds, ElementsAre(0, 1, 2));
  EXPECT_THAT(error_of("time,rss_mib\n0,500\n1\n"), HasSubstr("line 3: expected 2 fields"));
}

}  // namespace plimsoll::trace_others_test
