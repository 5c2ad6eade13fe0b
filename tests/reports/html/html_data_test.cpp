#include "reports/html/data.h"

#include "reports/html/histogram_data.h"
#include "reports/html/stream_data.h"
#include "tests/page/sample_runs.h"
#include "tests/support/stream_record.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <numeric>

namespace plimsoll::html_data_test {

nlohmann::json data_of(const RunRecord& record) {
  return nlohmann::json::parse(chart_data_json(record, record.stats.total()));
}

Histogram histogram_of(std::initializer_list<double> milliseconds) {
  Histogram histogram;
  for (const double ms : milliseconds) histogram.record(from_seconds(ms / 1e3));
  return histogram;
}

TEST(LogBins, hold_every_request_once_without_gaps) {
  const RunRecord record = leaking_run();
  const Histogram histogram = record.stats.total().response_time;
  const auto bins = log_bins(histogram);
  ASSERT_GT(bins.size(), 40U);
  EXPECT_LE(bins.size(), 60U);
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    count += bins[i].count;
    EXPECT_LT(bins[i].low_ms, bins[i].high_ms);
    EXPECT_EQ(bins[i].low_ms, i == 0 ? bins[i].low_ms : bins[i - 1].high_ms);
  }
  EXPECT_EQ(count, histogram.count());
  EXPECT_LE(bins.front().low_ms, to_milliseconds(histogram.minimum()));
  EXPECT_GE(bins.back().high_ms, to_milliseconds(histogram.maximum()));
}

TEST(LogBins, of_a_single_value_are_one_bin_around_it) {
  const auto bins = log_bins(histogram_of({12.5, 12.5}));
  ASSERT_EQ(bins.size(), 1U);
  EXPECT_LE(bins[0].low_ms, 12.5);
  EXPECT_GT(bins[0].high_ms, 12.5);
  EXPECT_EQ(bins[0].count, 2U);
}

TEST(LogBins, reach_from_the_fastest_to_the_slowest_over_many_decades) {
  const auto bins = log_bins(histogram_of({0.001, 86400e3}));
  EXPECT_EQ(bins.size(), 60U);
  EXPECT_EQ(bins.front().count, 1U);
  EXPECT_EQ(bins.back().count, 1U);
}

TEST(LogBins, of_nothing_are_none) { EXPECT_TRUE(log_bins(Histogram()).empty()); }

TEST(ChartData, draws_the_judgements_own_model) {
  const RunRecord record = leaking_run();
  const auto monitor = data_of(record)["monitors"][0];
  const Model& model = *record.leaks.front().verdict.model;
  EXPECT_EQ(monitor["judged"], "anon_bytes");
  EXPECT_EQ(monitor["verdict"], "leaking");
  EXPECT_EQ(monitor["model"]["shape"], model.shape);
  const auto& curve = monitor["model"]["curves"][0];
  ASSERT_EQ(curve["t"].size(), model.curve.size());
  ASSERT_GT(model.curve.size(), 30U);
  EXPECT_NEAR(curve["bytes"][30].get<double>(), model.curve[30].bytes, model.curve[30].bytes * 1e-6);
  EXPECT_EQ(monitor["model"]["floor"]["t"].size(), model.floor.size());
}

TEST(ChartData, marks_an_onset_only_where_growth_began_later_than_what_was_judged) {
  RunRecord record = leaking_run();
  auto& onset = record.leaks.front().verdict.onset_s;
  onset = record.warmup_s + 1;
  EXPECT_TRUE(data_of(record)["monitors"][0]["onset_s"].is_null());
  onset = (record.warmup_s + record.duration_s) / 2;
  EXPECT_NEAR(data_of(record)["monitors"][0]["onset_s"].get<double>(), *onset, 1e-4);
}

TEST(ChartData, has_the_memory_of_the_processes_that_stayed_beside_that_of_the_tree) {
  RunRecord record = leaking_run();
  EXPECT_TRUE(data_of(record)["monitors"][0]["stayed"].is_null());
  auto& rows = record.monitors.front().rows;
  rows.clear();
  for (int i = 0; i < 100; ++i) {
    MemoryRow row;
    row.t_s = i;
    row.life = 1;
    row.anon_bytes = 4096;
    rows.push_back(row);
    row.life = 2;
    if (i > 50) rows.push_back(row);
  }
  const auto stayed = data_of(record)["monitors"][0]["stayed"];
  EXPECT_EQ(stayed["t"].size(), 100U);
  EXPECT_EQ(stayed["values"][99], 4096);
}

TEST(ChartData, has_the_interval_of_the_pace_as_a_band_about_the_fit) {
  RunRecord record = leaking_run();
  const auto curve = data_of(record)["monitors"][0]["model"]["curves"][0];
  const auto low = curve["band"]["low"].get<std::vector<double>>();
  const auto high = curve["band"]["high"].get<std::vector<double>>();
  ASSERT_EQ(low.size(), curve["bytes"].size());
  const LeakVerdict& verdict = record.leaks.front().verdict;
  const double length_s = curve["t"].back().get<double>() - curve["t"].front().get<double>();
  const double widths = (high.front() - low.front()) + (high.back() - low.back());
  EXPECT_NEAR(widths, (*verdict.ci_high - *verdict.ci_low) * length_s, 1000);
  for (std::size_t i = 0; i < low.size(); ++i) {
    EXPECT_LE(low[i], curve["bytes"][i].get<double>() + 100);
    EXPECT_GE(high[i], curve["bytes"][i].get<double>() - 100);
  }
}

TEST(ChartData, has_no_band_where_workers_took_each_others_place) {
  RunRecord record = leaking_run();
  record.monitors.front().rows.resize(2);
  record.monitors.front().rows.back().restarts_total = 1;
  EXPECT_TRUE(data_of(record)["monitors"][0]["model"]["curves"][0]["band"].is_null());
}

TEST(ChartData, stacks_the_processes_and_bounds_their_number) {
  const auto monitor = data_of(crowded_run())["monitors"][0];
  EXPECT_EQ(monitor["processes"]["bands"].size(), 9U);
  EXPECT_EQ(monitor["processes"]["bands"][8]["label"], "5 others");
  EXPECT_LE(monitor["processes"]["t"].size(), 302U);
  EXPECT_TRUE(data_of(leaking_run())["monitors"][0]["processes"].is_null());
}

TEST(ChartData, has_figures_beside_the_memory_apart_from_it) {
  const auto monitor = data_of(crowded_run())["monitors"][0];
  const auto names = [](const nlohmann::json& list) {
    std::vector<std::string> out;
    for (const auto& series : list) out.push_back(series["name"]);
    return out;
  };
  EXPECT_EQ(names(monitor["memory"]), (std::vector<std::string>{"anon_bytes", "rss_bytes"}));
  EXPECT_EQ(names(monitor["further"]),
            (std::vector<std::string>{"cpu_cores", "fds", "cgroup_bytes", "cgroup_file_bytes", "nv_queue_<depth>"}));
}

TEST(ChartData, tells_when_the_load_rested) {
  EXPECT_EQ(data_of(crowded_run())["rest_every_s"], 100);
  EXPECT_EQ(data_of(crowded_run())["rest_s"], 30);
}

TEST(ChartData, has_the_limits_that_a_chart_of_the_whole_load_can_draw) {
  const auto limits = data_of(healthy_run())["limits"];  // not those of one request, of failures, of the memory
  ASSERT_EQ(limits.size(), 1U);
  EXPECT_EQ(limits[0],
            nlohmann::json({{"chart", "percentiles"}, {"label", "p99 < 400ms"}, {"value", 400}, {"ok", true}}));
}

TEST(ChartData, has_null_where_nothing_finished) {
  RunRecord record = leaking_run();
  record.timeline[3].p50_ms = std::nullopt;
  EXPECT_TRUE(data_of(record)["percentiles"]["p50"]["ms"][3].is_null());
}

TEST(ChartData, leaves_out_a_percentile_of_fewer_requests_than_it_needs) {
  RunRecord record;
  record.duration_s = 100;
  for (int t = 0; t < 100; ++t) {
    TimelineRow row;
    row.t_s = t;
    row.requests = t == 7 ? 58 : 60;
    row.p50_ms = row.p95_ms = row.p99_ms = 20;
    record.timeline.push_back(row);
  }
  const auto percentiles = data_of(record)["percentiles"];
  EXPECT_EQ(percentiles["p50"]["ms"][7], 20);
  EXPECT_TRUE(percentiles["p95"]["ms"][7].is_null());
  EXPECT_EQ(percentiles["p95"]["ms"][8], 20);
  for (const auto& p99 : percentiles["p99"]["ms"]) EXPECT_TRUE(p99.is_null());
}

TEST(ChartData, draws_a_percentile_of_longer_steps_where_seconds_have_too_few_requests) {
  RunRecord record;
  record.duration_s = 200;
  for (int t = 0; t < 200; ++t) {
    Snapshot second(1);
    second.by_request[0].requests = 20;
    for (int i = 0; i < 20; ++i) second.by_request[0].response_time.record(from_seconds((i == 0 ? 80 : 20) / 1e3));
    TimelineRow row;
    row.t_s = t;
    row.requests = 20;
    row.p50_ms = row.p95_ms = row.p99_ms = 20;
    record.timeline.push_back(row);
    record.steps.add(t + 0.5, second, second.total());
  }
  const auto percentiles = data_of(record)["percentiles"];
  EXPECT_EQ(percentiles["p50"]["step_s"], 1);
  EXPECT_EQ(percentiles["p95"]["step_s"], 4);   // 80 requests; 59 are needed
  EXPECT_EQ(percentiles["p99"]["step_s"], 16);  // 320; 299
  ASSERT_EQ(percentiles["p99"]["t"].size(), 13U);
  EXPECT_EQ(percentiles["p99"]["t"][0], 8);
  EXPECT_NEAR(percentiles["p99"]["ms"][0].get<double>(), 80, 2.5);
  EXPECT_TRUE(percentiles["p99"]["ms"][12].is_null());  // 160
}

TEST(StreamLines, have_no_point_of_a_moment_at_the_end) {
  auto record = stream_record();
  const auto before = stream_lines(record.stream_steps, StreamTime::first_token);
  RequestStats late;
  for (int i = 0; i < 20; ++i) late.streams.record(StreamTime::first_token, std::chrono::seconds(3));
  record.stream_steps.add({10, 0.14, 8, 7, 0, late});
  const auto after = stream_lines(record.stream_steps, StreamTime::first_token);
  ASSERT_EQ(after.size(), before.size());
  EXPECT_EQ(after[0].key, "p50");
  EXPECT_EQ(after[0].ms.at(8), before[0].ms.at(8));
  EXPECT_GT(after[0].ms.at(9).value(), 0) << "with those of the moment";
  EXPECT_EQ(after[0].ms.at(10), std::nullopt);
}

TEST(ChartData, has_failures_by_kind_that_add_up_and_keeps_the_worst_second) {
  RunRecord record = hour_long_run();
  record.timeline[1234].failures = 900;
  record.timeline[1234].failures_by_kind.add(FailureKind::timeout, 700);
  record.timeline[1234].failures_by_kind.add(FailureKind::connect, 200);
  const auto failed = data_of(record)["failed"];
  ASSERT_EQ(failed["kinds"].size(), 2U);
  EXPECT_EQ(failed["kinds"][0]["kind"], "connect");
  EXPECT_LE(failed["t"].size(), 802U);
  const auto timeouts = failed["kinds"][1]["per_second"].get<std::vector<double>>();
  EXPECT_EQ(*std::max_element(timeouts.begin(), timeouts.end()), 700);
  EXPECT_TRUE(data_of(healthy_run())["failed"].is_null());
}

TEST(ChartData, has_every_timed_request_once_in_the_heat_map) {
  const RunRecord record = failing_run();
  const auto heat = data_of(record)["heat"];
  const auto rows = heat["bounds_ms"].size() - 1;
  std::uint64_t count = 0;
  for (const auto& column : heat["columns"]) {
    if (column.empty()) continue;
    EXPECT_LE(column[0].get<std::size_t>() + column.size() - 1, rows);
    for (std::size_t i = 1; i < column.size(); ++i) count += column[i].get<std::uint64_t>();
  }
  EXPECT_EQ(count, record.stats.total().response_time.count());
  EXPECT_LE(heat["bounds_ms"][0].get<double>(), to_milliseconds(record.stats.total().response_time.minimum()));
}

TEST(ChartData, has_each_request_by_name) {
  const RunRecord record = failing_run();
  const auto requests = data_of(record)["requests"];
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0]["name"], "predict");
  double asked = 0;
  for (const auto& rate : requests[0]["requests_per_second"]) asked += rate.get<double>();
  EXPECT_NEAR(asked, static_cast<double>(record.stats.by_request[0].requests), 0.01 * asked);
  EXPECT_TRUE(requests[0].contains("failures_per_second"));
  EXPECT_FALSE(data_of(healthy_run())["requests"][0].contains("failures_per_second"));
}

TEST(ChartData, of_a_thousand_names_over_days_stays_small) {
  RunRecord record;
  constexpr std::size_t kNames = 1000;
  record.duration_s = 86400;
  for (std::size_t i = 0; i < kNames; ++i) record.request_names.push_back("request " + std::to_string(i));
  record.stats = Snapshot(kNames);
  Snapshot interval(kNames);
  for (std::size_t i = 0; i < kNames; ++i) {
    interval.by_request[i].requests = 100;
    for (int k = 0; k < 100; ++k) interval.by_request[i].response_time.record(from_seconds((5 + k % 40) / 1e3));
  }
  for (int t = 0; t < 86400; t += 900) record.steps.add(t, interval, interval.total());
  EXPECT_LT(chart_data_json(record, interval.total()).size(), 1'500'000U);
}

TEST(ChartData, of_an_hour_by_the_second_is_thinned_and_keeps_the_worst_second) {
  RunRecord record = hour_long_run();
  record.timeline[2222].p50_ms = 54321;
  const auto data = data_of(record);
  EXPECT_LE(data["timeline"]["t"].size(), 800U);
  EXPECT_LE(data["percentiles"]["p50"]["t"].size(), 800U);
  const auto p50 = data["percentiles"]["p50"]["ms"].get<std::vector<double>>();
  EXPECT_EQ(*std::max_element(p50.begin(), p50.end()), 54320);
}

TEST(ChartData, cannot_end_the_script_element_it_stands_in) {
  const RunRecord record = hostile_run();
  const std::string json = chart_data_json(record, record.stats.total());
  EXPECT_EQ(json.find('<'), std::string::npos);
  EXPECT_NE(data_of(record)["monitors"][0]["name"].get<std::string>().find("</script>"), std::string::npos);
}

}  // namespace plimsoll::html_data_test
