#include "reports/streams/serving_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace plimsoll::serving_series_test {

using Serving = SeriesInfo::Serving;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

MonitorRecord monitor_of(const std::map<std::string, std::vector<double>>& series) {
  MonitorRecord monitor;
  monitor.name = "prometheus:http://127.0.0.1:8000/metrics";
  for (const auto& [name, values] : series) {
    TimeSeries one(name, "");
    for (std::size_t i = 0; i < values.size(); ++i) one.add(static_cast<double>(i), values[i]);
    monitor.series.push_back(std::move(one));
  }
  return monitor;
}

RunRecord record_of(const std::map<std::string, std::vector<double>>& series) {
  RunRecord record;
  record.monitors = {monitor_of(series)};
  return record;
}

TEST(ServingSeries, take_the_fullest_cache_and_all_that_waits) {
  const auto all = serving_series(record_of({{"vllm:kv_cache_usage_perc{engine=\"0\"}", {0.25, 0.5}},
                                             {"vllm:kv_cache_usage_perc{engine=\"1\"}", {0.75, 0.125}},
                                             {"vllm:num_requests_waiting{engine=\"0\"}", {1, 2}},
                                             {"vllm:num_requests_waiting{engine=\"1\"}", {0, 3}}}));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].what, Serving::cache_use);
  EXPECT_THAT(all[0].values, ElementsAre(0.75, 0.5));
  EXPECT_EQ(all[1].what, Serving::waiting);
  EXPECT_THAT(all[1].values, ElementsAre(1, 5));
}

TEST(ServingSeries, tell_what_share_was_found_meanwhile) {
  const auto all = serving_series(record_of(
      {{"vllm:prefix_cache_hits_total", {100, 150, 150}}, {"vllm:prefix_cache_queries_total", {1000, 1100, 1100}}}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].what, Serving::hit_share);
  EXPECT_THAT(all[0].values, ElementsAre(0.5, std::nullopt)) << "nothing was looked for in the last second";
}

TEST(ServingSeries, know_other_servers) {
  const auto of = [](const std::string& name) { return serving_series(record_of({{name, {1}}})).at(0).what; };
  EXPECT_EQ(of("vllm:gpu_cache_usage_perc"), Serving::cache_use);
  EXPECT_EQ(of("sglang:token_usage{model_name=\"m\"}"), Serving::cache_use);
  EXPECT_EQ(of("sglang:cache_hit_rate"), Serving::hit_share);
  EXPECT_EQ(of("sglang:num_queue_reqs"), Serving::waiting);
  EXPECT_EQ(of("tgi_batch_current_size"), Serving::running);
  EXPECT_EQ(of("tgi_queue_size"), Serving::waiting);
  EXPECT_EQ(of("llamacpp:kv_cache_usage_ratio"), Serving::cache_use);
  EXPECT_EQ(of("llamacpp:requests_processing"), Serving::running);
}

TEST(ServingSeries, are_none_of_other_figures) {
  EXPECT_THAT(serving_series(record_of({{"process_open_fds", {10}}})), IsEmpty());
  EXPECT_THAT(serving_series(RunRecord()), IsEmpty());
}

}  // namespace plimsoll::serving_series_test
