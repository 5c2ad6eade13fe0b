#include "conduct/watching/judged_series.h"

#include <gtest/gtest.h>

namespace plimsoll::judged_series_test {

// Four minutes at 2 Hz of one process of constant memory; `value` of the instant as a further series.
template <class Value>
std::vector<LeakRecord> leaks_with(const std::string& name, const std::string& unit, bool of_the_process, Value value,
                                   const JudgeRules& rules = {}) {
  MonitorRecord monitor;
  monitor.name = "port:5000";
  monitor.judged_beside = {{name, unit}};
  for (int i = 0; i < 480; ++i) {
    MemoryRow whole;
    whole.t_s = 0.5 * i;
    whole.requests_total = std::uint64_t{10} * static_cast<std::uint64_t>(i);
    MemoryRow process = whole;
    process.life = 1;
    process.pid = 4711;
    process.anon_bytes = 1e8 + 4096.0 * (i * 7 % 12);
    process.rss_bytes = 2e8;
    auto& holder = of_the_process ? process : whole;
    holder.judged_beside = {value(i)};
    monitor.rows.push_back(process);
    if (!of_the_process) monitor.rows.push_back(whole);
  }
  return judge_series_of(monitor, {}, rules);
}

TEST(JudgedSeries, blames_open_files_that_are_never_closed) {
  const auto leaks = leaks_with("fds", "", true, [](int i) { return 20.0 + i / 2 + i % 3; });
  ASSERT_EQ(leaks.size(), 2u);
  EXPECT_EQ(leaks[0].verdict.verdict, Verdict::clean);
  EXPECT_EQ(leaks[1].series, "fds");
  EXPECT_EQ(leaks[1].verdict.verdict, Verdict::leaking) << leaks[1].verdict.explanation;
  EXPECT_NEAR(*leaks[1].verdict.bytes_per_second, 1, 0.05);  // of files
  ASSERT_TRUE(leaks[1].verdict.cause);
  EXPECT_EQ(leaks[1].verdict.cause->kind, CauseKind::descriptors);
}

TEST(JudgedSeries, does_not_blame_open_files_that_come_and_go) {
  const auto leaks = leaks_with("fds", "", true, [](int i) { return 20.0 + i * 5 % 7; });
  EXPECT_EQ(leaks[1].verdict.verdict, Verdict::clean) << leaks[1].verdict.explanation;
  EXPECT_FALSE(leaks[1].verdict.cause);
}

TEST(JudgedSeries, blames_gpu_memory_that_rises_and_not_what_is_kept_once) {
  const auto rising = leaks_with("gpu_bytes", "bytes", false, [](int i) { return 1e9 + 2e6 * i + 1e5 * (i % 5); });
  EXPECT_EQ(rising[1].verdict.verdict, Verdict::leaking) << rising[1].verdict.explanation;
  ASSERT_TRUE(rising[1].verdict.cause);
  EXPECT_EQ(rising[1].verdict.cause->kind, CauseKind::gpu);
  const auto kept = leaks_with("gpu_bytes", "bytes", false, [](int i) { return i < 100 ? 1e9 : 1.5e9; });
  EXPECT_NE(kept[1].verdict.verdict, Verdict::leaking);
  EXPECT_TRUE(!kept[1].verdict.cause || kept[1].verdict.cause->kind != CauseKind::gpu);
}

TEST(JudgedSeries, blames_files_of_shared_memory_that_nobody_removes) {
  const auto leaks = leaks_with("shm_bytes", "bytes", false, [](int i) { return 1e6 + 65536.0 * i; });
  ASSERT_EQ(leaks.size(), 2u);
  ASSERT_TRUE(leaks[1].verdict.cause);
  EXPECT_EQ(leaks[1].verdict.cause->kind, CauseKind::shared_memory);
  EXPECT_NE(leaks[1].verdict.cause->evidence.find("files of shared memory"), std::string::npos);
  const auto kept = leaks_with("shm_bytes", "bytes", false, [](int i) { return i < 20 ? 1e6 : 4e6; });
  EXPECT_EQ(kept[1].verdict.verdict, Verdict::clean);
  EXPECT_TRUE(!kept[1].verdict.cause || kept[1].verdict.cause->kind != CauseKind::shared_memory);
}

TEST(JudgedSeries, allows_the_growth_that_the_scenario_allows) {
  JudgeRules rules;
  rules.leak.minimum = AllowedGrowth{1e9, "1GB/s"};
  const auto rising = [](int i) { return 1e9 + 2e6 * i + 1e5 * (i % 5); };
  const auto allowed = leaks_with("gpu_bytes", "bytes", false, rising, rules);
  EXPECT_EQ(allowed[1].verdict.verdict, Verdict::clean);
  EXPECT_NE(allowed[1].verdict.explanation.find("1GB/s"), std::string::npos) << allowed[1].verdict.explanation;
  rules.leak.minimum->bytes_per_second = 1e6;
  EXPECT_EQ(leaks_with("gpu_bytes", "bytes", false, rising, rules)[1].verdict.verdict, Verdict::leaking);
}

TEST(JudgedSeries, leaves_out_what_is_to_be_ignored) {
  const auto rising = [](int i) { return 1e9 + 2e6 * i; };
  const auto judged = [&](const std::string& ignore) {
    JudgeRules rules;
    rules.leak.ignore = {ignore};
    std::vector<std::string> series;
    for (const auto& leak : leaks_with("gpu_bytes", "bytes", false, rising, rules)) series.push_back(leak.series);
    return series;
  };
  EXPECT_EQ(judged("gpu*"), (std::vector<std::string>{"anon_bytes"}));
  EXPECT_EQ(judged("memory"), (std::vector<std::string>{"gpu_bytes"}));
  EXPECT_EQ(judged("gpu"), (std::vector<std::string>{"anon_bytes", "gpu_bytes"}));
}

TEST(JudgedSeries, judges_no_share_and_no_rate) {
  EXPECT_EQ(leaks_with("pressure", "share", false, [](int i) { return 0.1 * i; }).size(), 1u);
}

TEST(JudgedSeries, names_the_cause_of_what_a_service_tells_of_itself) {
  const auto files = leaks_with("process_open_fds", "", false, [](int i) { return 20.0 + i / 2 + i % 3; });
  ASSERT_TRUE(files[1].verdict.cause) << files[1].verdict.explanation;
  EXPECT_EQ(files[1].verdict.cause->kind, CauseKind::descriptors);
  const auto gpu = leaks_with("nv_gpu_memory_used_bytes{gpu=\"0\"}", "bytes", false,
                              [](int i) { return 1e9 + 2e6 * i + 1e5 * (i % 5); });
  ASSERT_TRUE(gpu[1].verdict.cause) << gpu[1].verdict.explanation;
  EXPECT_EQ(gpu[1].verdict.cause->kind, CauseKind::gpu);
}

TEST(JudgedSeries, holds_the_limit_against_the_memory_that_a_service_tells) {
  JudgeRules rules;
  rules.limit_bytes = 4'000'000'000;
  const auto leaks = leaks_with(
      "process_resident_memory_bytes", "bytes", false, [](int i) { return 1e9 + 2e6 * i + 1e5 * (i % 5); }, rules);
  EXPECT_EQ(leaks[1].verdict.limit_bytes, 4e9);
  EXPECT_TRUE(leaks[1].verdict.seconds_to_limit);
}

TEST(JudgedSeries, of_a_thing_without_processes_begin_with_its_first_figure) {
  MonitorRecord monitor;
  monitor.judged_beside = {{"pressure", "share"}, {"disk_bytes", "bytes"}};
  for (int i = 0; i < 480; ++i) {
    MemoryRow whole;
    whole.t_s = 0.5 * i;
    whole.judged_beside = {0.1, 1e8 + 4096.0 * (i * 7 % 12)};
    monitor.rows.push_back(whole);
  }
  const auto first = judge_first_series(monitor, {}, {});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->verdict, Verdict::clean) << first->explanation;
  JudgeRules none;
  none.leak.ignore = {"disk*"};
  EXPECT_FALSE(judge_first_series(monitor, {}, none));
}

TEST(JudgedSeries, has_no_verdict_on_a_server_that_tells_of_its_cache_alone) {
  MonitorRecord monitor;
  monitor.name = "prometheus:http://127.0.0.1:8000/metrics";
  TimeSeries cache("vllm:kv_cache_usage_perc{engine=\"0\"}", "");
  cache.add(0, 0.5);
  monitor.series = {cache};
  monitor.rows.resize(2);  // of the whole: nothing was read of any process
  EXPECT_TRUE(judge_series_of(monitor, {}, {}).empty());
  EXPECT_FALSE(judge_first_series(monitor, {}, {}));
  monitor.series = {TimeSeries("requests_total", "")};
  EXPECT_FALSE(judge_series_of(monitor, {}, {}).empty()) << "of others it is said that too little was read";
}

}  // namespace plimsoll::judged_series_test
