#include "monitors/sampling/sample_folder.h"
#include "monitors/sampling/memory_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::sample_folder_test {

using Kind = ProcessEvent::Kind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

ProcessSample process(std::uint64_t life, std::uint64_t bytes, double cpu_seconds = 0) {
  ProcessSample sample;
  sample.life = life;
  sample.pid = 100 + static_cast<int>(life);
  sample.is_root = life == 1;
  sample.rss_bytes = 2 * bytes;
  sample.anon_bytes = bytes;
  sample.swap_bytes = 0;
  sample.threads = 3;
  sample.fds = 7;
  sample.cpu_seconds = cpu_seconds;
  return sample;
}

ProbeReading reading(std::vector<ProcessSample> processes) { return {std::move(processes), {}}; }

class Folding : public testing::Test {
 protected:
  void feed(double t_s, std::vector<ProcessSample> processes) { folder.feed({t_s, {}, {}}, reading(processes)); }

  // The values of a series as (t, value); empty where it has none.
  std::vector<std::pair<double, double>> series(const std::string& name) {
    if (!results) results = folder.results();
    std::vector<std::pair<double, double>> values;
    for (const auto& one : results->series)
      if (one.name() == name)
        for (const auto& point : one.points()) values.emplace_back(point.t_s, point.mean);
    return values;
  }
  std::vector<std::uint64_t> restarts() {
    if (!results) results = folder.results();
    std::vector<std::uint64_t> totals;
    double t_s = -1;
    for (const auto& row : results->rows) {
      if (row.t_s != t_s) totals.push_back(row.restarts_total);
      t_s = row.t_s;
    }
    return totals;
  }

  SampleFolder folder{0};
  std::optional<MonitorRecord> results;
};

using Values = std::vector<std::pair<double, double>>;

TEST_F(Folding, takes_a_gap_for_no_end_of_anything) {
  feed(0, {process(1, 1000), process(2, 500)});
  ProbeReading gap;
  gap.unknown = true;
  gap.events = {{Kind::gone, 0, "nobody answers"}};
  folder.feed({1, {}, {}}, gap);
  EXPECT_FALSE(folder.gone());
  feed(2, {process(1, 1000), process(2, 500)});
  EXPECT_EQ(series("anon_bytes"), (Values{{0, 1500}, {2, 1500}}));
  EXPECT_THAT(restarts(), ElementsAre(0, 0));
  EXPECT_THAT(results->events, SizeIs(1));
}

TEST_F(Folding, keeps_the_figures_of_the_whole_and_judges_those_that_are_to_be) {
  ProbeReading read = reading({process(1, 1000)});
  read.values = {{"cgroup_bytes", "bytes", 5000, true}, {"pressure", "", 0.5, false}};
  folder.feed({0, {}, {}}, read);
  EXPECT_EQ(series("cgroup_bytes"), (Values{{0, 5000}}));
  EXPECT_EQ(series("pressure"), (Values{{0, 0.5}}));
  const auto traces = to_traces(*results, {});
  ASSERT_THAT(traces, SizeIs(3));
  EXPECT_EQ(traces[0].series, "anon_bytes");
  EXPECT_EQ(traces[1].series, "fds");
  EXPECT_THAT(traces[1].memory_bytes, ElementsAre(7, testing::IsNan()));
  EXPECT_EQ(traces[2].series, "cgroup_bytes");
  EXPECT_EQ(traces[2].unit, "bytes");
  EXPECT_THAT(traces[2].memory_bytes, ElementsAre(testing::IsNan(), 5000));
  EXPECT_THAT(traces[2].lives, ElementsAre(1, static_cast<double>(kWholeLife)));
}

TEST_F(Folding, takes_a_figure_of_the_whole_for_memory_where_there_is_no_process) {
  ProbeReading read;
  read.values = {{"load", "", 3, true}, {"process_resident_memory_bytes", "bytes", 5000, true}};
  folder.feed({0, {}, {}}, read);
  EXPECT_FALSE(folder.gone());
  EXPECT_EQ(folder.memory_bytes(), 5000);
  const auto traces = to_traces(folder.results(), {});
  ASSERT_THAT(traces, SizeIs(2));
  EXPECT_EQ(traces[1].series, "process_resident_memory_bytes");
}

TEST_F(Folding, keeps_gpu_memory_by_process_where_it_is_told) {
  feed(0, {process(1, 1000), process(2, 500)});
  auto first = process(1, 1000), second = process(2, 500);
  first.gpu_bytes = 0;
  second.gpu_bytes = 700;
  feed(1, {first, second});
  EXPECT_EQ(series("gpu_bytes"), (Values{{1, 700}}));
  ASSERT_THAT(results->judged_beside, SizeIs(2));
  EXPECT_EQ(results->judged_beside[1].name, "gpu_bytes");
  const auto& rows = results->rows;
  ASSERT_THAT(rows, SizeIs(4));
  EXPECT_THAT(rows[1].judged_beside, ElementsAre(7));  // absent, not 0
  EXPECT_THAT(rows[2].judged_beside, ElementsAre(7, 0));
  EXPECT_THAT(rows[3].judged_beside, ElementsAre(7, 700));
  const auto traces = to_traces(*results, {});
  ASSERT_THAT(traces, SizeIs(3));
  EXPECT_EQ(traces[2].series, "gpu_bytes");
  EXPECT_THAT(traces[2].lives, ElementsAre(1, 2, 1, 2));
}

TEST_F(Folding, adds_up_the_tree) {
  feed(0, {process(1, 1000), process(2, 500)});
  feed(0.5, {process(1, 1100), process(2, 500), process(3, 400)});
  EXPECT_EQ(folder.memory_bytes(), 2000.0);
  EXPECT_THAT(folder.recent(), ElementsAre(1500, 2000));
  EXPECT_EQ(series("anon_bytes"), (Values{{0, 1500}, {0.5, 2000}}));
  EXPECT_EQ(series("rss_bytes"), (Values{{0, 3000}, {0.5, 4000}}));
  EXPECT_EQ(series("threads"), (Values{{0, 6}, {0.5, 9}}));
  EXPECT_EQ(series("fds"), (Values{{0, 14}, {0.5, 21}}));
  EXPECT_EQ(series("pss_bytes"), Values{});
  EXPECT_THAT(results->pids, ElementsAre(101, 102, 103));
}

TEST_F(Folding, leaves_a_gap_where_one_value_is_missing) {
  auto unreadable = process(2, 500);
  unreadable.fds = std::nullopt;
  unreadable.anon_bytes = std::nullopt;
  feed(0, {process(1, 1000), process(2, 500)});
  feed(1, {process(1, 1000), unreadable});
  EXPECT_EQ(folder.memory_bytes(), 3000.0);  // RSS, which is whole
  EXPECT_EQ(series("fds"), (Values{{0, 14}}));
  EXPECT_EQ(series("anon_bytes"), (Values{{0, 1500}}));
  EXPECT_EQ(series("rss_bytes"), (Values{{0, 3000}, {1, 3000}}));
}

TEST_F(Folding, leaves_a_gap_where_nothing_is_alive) {
  feed(0, {process(1, 1000)});
  EXPECT_FALSE(folder.gone());
  feed(1, {});
  EXPECT_TRUE(folder.gone());
  EXPECT_FALSE(folder.memory_bytes());
  EXPECT_EQ(series("rss_bytes"), (Values{{0, 2000}}));
  EXPECT_EQ(results->rows.size(), 1U);
}

TEST_F(Folding, measures_cpu_between_readings_and_never_below_zero) {
  feed(0, {process(1, 1, 10), process(2, 1, 100)});
  feed(2, {process(1, 1, 11), process(2, 1, 102)});
  feed(4, {process(1, 1, 12), process(3, 1, 50)});  // 2 ended with its total, 3 came
  feed(6, {process(1, 1, 12), process(3, 1, 51)});
  feed(8, {process(1, 1, 11.9), process(3, 1, 52)});  // the kernel's own rounding takes some back
  feed(10, {process(4, 1, 7)});                       // nobody who was there before
  EXPECT_EQ(series("cpu_cores"), (Values{{2, 1.5}, {4, 0.5}, {6, 0.5}, {8, 0.5}}));
}

TEST_F(Folding, leaves_cpu_out_where_one_is_unreadable) {
  feed(0, {process(1, 1, 10), process(2, 1, 10)});
  auto unreadable = process(2, 1);
  unreadable.cpu_seconds = std::nullopt;
  feed(1, {process(1, 1, 11), unreadable});
  feed(2, {process(1, 1, 12), process(2, 1, 11)});
  feed(3, {process(1, 1, 12), process(2, 1, 11)});
  EXPECT_EQ(series("cpu_cores"), (Values{{3, 0}}));
}

TEST_F(Folding, counts_a_restart_when_one_ended_and_another_took_its_place) {
  feed(0, {process(1, 1), process(2, 1), process(3, 1)});
  feed(1, {process(1, 1), process(2, 1), process(4, 1)});                 // at once: 1
  feed(2, {process(1, 1), process(2, 1)});                                // ended
  feed(3, {process(1, 1), process(2, 1), process(5, 1)});                 // and replaced later: 2
  feed(4, {process(1, 1), process(2, 1), process(5, 1), process(6, 1)});  // one more
  feed(5, {process(1, 1), process(7, 1), process(8, 1), process(9, 1)});  // all workers at once: 3
  EXPECT_THAT(restarts(), ElementsAre(0, 1, 1, 2, 2, 3));
}

TEST_F(Folding, counts_the_processes_that_hold_the_memory) {
  feed(0, {process(1, 1)});
  feed(1, {process(1, 1), process(2, 1), process(3, 1)});
  feed(2, {process(2, 1), process(3, 1)});  // the root ended
  results = folder.results();
  std::vector<std::uint32_t> processes;
  for (const auto& row : results->rows) processes.push_back(row.processes);
  EXPECT_THAT(processes, ElementsAre(1, 2, 2, 2, 2, 2));
}

TEST(SampleFolder, marks_the_warmup_and_keeps_the_load_of_the_instant) {
  SampleFolder folder(10);
  folder.feed({9.9996, {3, 40, {30, 10}}, 0.001}, reading({process(1, 1000)}));
  folder.feed({9.4, {5, 50, {35, 15}}, 0.002}, reading({process(1, 1000)}));  // a clock of milliseconds never goes back
  const auto results = folder.results();
  const auto rows = results.rows;
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].t_s, 10);
  EXPECT_FALSE(rows[0].warmup);
  EXPECT_EQ(rows[1].t_s, 10.001);
  EXPECT_EQ(rows[1].requests_total, 50U);
  EXPECT_EQ(rows[1].active_users, 5);
  EXPECT_THAT(rows[1].requests_by_name, ElementsAre(35, 15));
  EXPECT_EQ(rows[1].anon_bytes, 1000.0);
  EXPECT_EQ(rows[1].rss_bytes, 2000.0);
  EXPECT_EQ(results.series.back().name(), "monitor_cpu_share");
  EXPECT_THAT(results.series.back().points(), SizeIs(2));

  SampleFolder other(10);
  other.feed({9.99, {}, {}}, reading({process(1, 1000)}));
  EXPECT_TRUE(other.results().rows.at(0).warmup);
}

TEST(SampleFolder, keeps_room_for_grave_events_in_a_storm_of_comings_and_goings) {
  SampleFolder folder(0);
  for (int i = 0; i < 5000; ++i) folder.feed({static_cast<double>(i), {}, {}}, {{}, {{Kind::started, i, "came"}}});
  folder.feed({6000, {}, {}}, {{}, {{Kind::gone, 7, "ended"}}});
  const auto events = folder.results().events;
  ASSERT_THAT(events, SizeIs(902));
  EXPECT_EQ(events[900].kind, "gone");
  EXPECT_EQ(events[901].message, "4100 more events were left out");
}

TEST(SampleFolder, stays_small_however_many_processes_come_and_go) {
  SampleFolder folder(0);
  for (std::uint64_t i = 1; i <= 200'000; ++i)
    folder.feed({static_cast<double>(i), {}, {}}, reading({process(i, 1000 + i % 7), process(i + 1, 1000)}));
  const auto results = folder.results();
  EXPECT_EQ(results.pids.size(), 1000U);
  EXPECT_LE(results.rows.size(), 32768U + 2);
  EXPECT_GE(results.rows.size(), 16384U);
  EXPECT_EQ(results.rows.back().restarts_total, 199'999U);
}

TEST_F(Folding, tells_memory_that_may_not_be_read_from_none_that_is_there) {
  EXPECT_FALSE(folder.unreadable());
  auto hidden = process(1, 1000);
  hidden.anon_bytes = hidden.rss_bytes = std::nullopt;
  feed(0, {hidden});
  EXPECT_TRUE(folder.unreadable());
  feed(1, {process(1, 1000)});
  EXPECT_FALSE(folder.unreadable());
  ProbeReading of_values;
  of_values.values = {{"usage", "share", 0.5, false}};
  folder.feed({2}, of_values);
  EXPECT_FALSE(folder.unreadable());
}

TEST_F(Folding, keeps_what_a_reading_took) {
  SampleFolder::Moment moment{1};
  moment.reading_seconds = 0.004;
  folder.feed(std::move(moment), reading({process(1, 1000)}));
  EXPECT_EQ(series("sampling_seconds"), (Values{{1, 0.004}}));
}

}  // namespace plimsoll::sample_folder_test
