#include "reports/words/monitor_figures.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::monitor_figures_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TimeSeries series(const std::string& name, const std::string& unit, double value = 5) {
  return {name, unit, std::vector<SeriesPoint>{{0, value, value, value, 1}}};
}

RunRecord record_with(std::vector<TimeSeries> all, const std::vector<std::string>& judged) {
  RunRecord record;
  record.monitors.emplace_back();
  record.monitors[0].name = "port:5000";
  record.monitors[0].series = std::move(all);
  for (const auto& name : judged) {
    LeakRecord leak;
    leak.monitor = "port:5000";
    leak.series = name;
    record.leaks.push_back(std::move(leak));
  }
  return record;
}

std::vector<std::string> names(const std::vector<const TimeSeries*>& list) {
  std::vector<std::string> out;
  for (const auto* one : list) out.push_back(one->name());
  return out;
}

TEST(MonitorFigures, put_memory_together_and_what_is_judged_beside_it) {
  const auto record =
      record_with({series("rss_bytes", "bytes"), series("anon_bytes", "bytes"), series("fds", ""),
                   series("cgroup_bytes", "bytes"), series("cgroup_file_bytes", "bytes"),
                   series("monitor_cpu_share", "cores"), series("threads", ""), series("cpu_cores", "cores")},
                  {"anon_bytes", "fds", "cgroup_bytes"});
  const auto figures = monitor_figures(record, record.monitors[0]);
  EXPECT_THAT(names(figures.memory), ElementsAre("anon_bytes", "rss_bytes"));
  EXPECT_THAT(names(figures.small), ElementsAre("cpu_cores", "threads", "fds", "monitor_cpu_share", "cgroup_bytes"));
  EXPECT_THAT(names(figures.folded), ElementsAre("cgroup_file_bytes"));
  EXPECT_EQ(figures.left_out, 0U);
}

TEST(MonitorFigures, show_what_was_to_be_judged_though_it_was_not) {
  auto record = record_with({series("anon_bytes", "bytes"), series("gpu_bytes", "bytes")}, {});
  record.monitors[0].judged_beside = {{"gpu_bytes", "bytes"}};
  EXPECT_THAT(names(monitor_figures(record, record.monitors[0]).small), ElementsAre("gpu_bytes"));
}

TEST(MonitorFigures, draw_the_judged_series_of_a_thing_without_processes_as_its_memory) {
  const auto record = record_with({series("scrape_bytes", "bytes"), series("jvm_memory_used_bytes", "bytes")},
                                  {"jvm_memory_used_bytes"});
  const auto figures = monitor_figures(record, record.monitors[0]);
  EXPECT_THAT(names(figures.memory), ElementsAre("jvm_memory_used_bytes"));
  EXPECT_THAT(figures.small, IsEmpty());
  EXPECT_THAT(names(figures.folded), ElementsAre("scrape_bytes"));
}

TEST(MonitorFigures, take_nothing_else_for_memory_that_was_not_judged) {
  const auto record = record_with({series("fds", ""), series("anon_bytes", "bytes")}, {"fds"});
  EXPECT_EQ(headline_leak(record, record.monitors[0]), nullptr);
  EXPECT_THAT(names(monitor_figures(record, record.monitors[0]).memory), ElementsAre("anon_bytes"));
  EXPECT_THAT(names(monitor_figures(record, record.monitors[0]).small), ElementsAre("fds"));
}

TEST(MonitorFigures, leave_out_swap_and_others_that_were_never_there) {
  const auto record = record_with(
      {series("anon_bytes", "bytes"), series("swap_bytes", "bytes", 0), series("gpu0_utilisation", "", 0)}, {});
  const auto figures = monitor_figures(record, record.monitors[0]);
  EXPECT_THAT(names(figures.memory), ElementsAre("anon_bytes"));
  EXPECT_THAT(figures.folded, IsEmpty());
}

TEST(MonitorFigures, have_an_end_and_say_how_many_are_behind_it) {
  std::vector<TimeSeries> all;
  for (int i = 0; i < 100; ++i) all.push_back(series(fmt::format("metric_{}", i), ""));
  const auto record = record_with(std::move(all), {});
  const auto figures = monitor_figures(record, record.monitors[0]);
  EXPECT_THAT(figures.folded, SizeIs(24));
  EXPECT_EQ(figures.left_out, 76U);
}

TEST(MonitorFigures, write_values_in_their_unit) {
  EXPECT_EQ(value_text(series("anon_bytes", "bytes"), 1048576), "1.00 MiB");
  EXPECT_EQ(value_text(series("cpu_cores", "cores"), 0.5), "0.5 cores");
  EXPECT_EQ(value_text(series("cpu_cores", "cores"), 0.0008), "0.08 % of a core");
  EXPECT_EQ(value_text(series("cpu_cores", "cores"), 0), "0 cores");
  EXPECT_EQ(value_text(series("fds", ""), 31), "31");
  EXPECT_EQ(value_text(series("fds", ""), std::nullopt), "-");
}

TEST(MonitorFigures, write_a_value_in_its_unit) {
  EXPECT_EQ(value_text(series("sampling_seconds", "s"), 0.0042), "4.2 ms");
  EXPECT_EQ(value_text(series("rss_bytes", "bytes"), 1048576), "1.00 MiB");
  EXPECT_EQ(value_text(series("cpu_cores", "cores"), 0.0007), "0.07 % of a core");
}

TEST(GravestEvents, let_comings_and_goings_give_way) {
  MonitorRecord monitor;
  for (int i = 0; i < 20; ++i) monitor.events.push_back({1.0 * i, "restart", i, "again"});
  monitor.events.push_back({20, "oom_kill", 0, "the kernel killed a process"});
  monitor.events.push_back({21, "start", 7, "one more"});
  const auto shown = gravest_events(monitor, 3);
  ASSERT_EQ(shown.size(), 3u);
  EXPECT_EQ(shown[0]->pid, 0);
  EXPECT_EQ(shown[1]->pid, 1);
  EXPECT_EQ(shown[2]->kind, "oom_kill");
  EXPECT_EQ(gravest_events(monitor, 100).size(), 22u);
}

}  // namespace plimsoll::monitor_figures_test
