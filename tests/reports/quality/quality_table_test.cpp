// Tables of quality and of batches, as every report has them.

#include "reports/quality/quality_table.h"
#include "reports/quality/batch_table.h"
#include "reports/quality/quality_lines.h"

#include "record/threshold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plimsoll::quality_table_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void add_rows(RequestStats& stats, std::size_t right, std::size_t wrong, std::size_t unknown = 0) {
  stats.quality.classes.begin(2, 1);
  for (std::size_t i = 0; i < right; ++i) stats.quality.classes.add(i % 2, i % 2, {});
  for (std::size_t i = 0; i < wrong; ++i) stats.quality.classes.add(i % 2, 1 - i % 2, {});
  for (std::size_t i = 0; i < unknown; ++i) stats.quality.classes.add(0, 2, {});
}

RunRecord record_of(const std::vector<std::string>& names) {
  RunRecord record;
  record.duration_s = 10;
  record.request_names = names;
  record.stats = Snapshot(names.size());
  return record;
}

LabelledRequest labelled(const std::string& name) {
  LabelledRequest request;
  request.name = name;
  request.classes = {"no", "yes"};
  return request;
}

TEST(QualityTable, has_the_figures_that_there_are_and_no_others) {
  auto record = record_of({"plain", "predict"});
  record.labelled = {labelled("predict")};
  add_rows(record.stats.by_request[1], 9, 1);
  const auto table = quality_table(record);
  EXPECT_THAT(table.titles, ElementsAre("Rows", "Accuracy", "Precision", "Recall", "F1")) << "no probabilities came";
  ASSERT_THAT(table.rows, SizeIs(1));
  EXPECT_THAT(table.rows[0].cells, ElementsAre("10", "0.9", "0.8", "1", "0.8889"));
  EXPECT_THAT(quality_notes(record), IsEmpty());
  EXPECT_TRUE(has_quality(record));
}

TEST(QualityTable, is_empty_where_nothing_has_labels) {
  const auto record = record_of({"plain"});
  EXPECT_THAT(quality_table(record).rows, IsEmpty());
  EXPECT_FALSE(has_quality(record));
  EXPECT_THAT(batch_table(record).rows, IsEmpty());
}

TEST(QualityTable, tells_what_is_in_no_figure_and_what_no_label_has) {
  auto record = record_of({"predict"});
  record.labelled = {labelled("predict")};
  auto& stats = record.stats.by_request[0];
  add_rows(stats, 4, 0, 3);
  stats.quality.unlabelled = 2;
  stats.quality.unread = 1;
  EXPECT_THAT(quality_notes(record),
              ElementsAre(HasSubstr("request predict: 3 answers named a class that no label has"),
                          HasSubstr("2 rows without a label"), HasSubstr("1 answer without a prediction")));
  const auto confusion = confusion_table(record, record.labelled[0]);
  EXPECT_THAT(confusion.titles, ElementsAre("no", "yes", "no label's"));
  EXPECT_THAT(confusion.rows.at(0).cells, ElementsAre("2", "0", "3"));
}

TEST(QualityTable, follows_figures_over_time) {
  auto request = labelled("predict");
  for (int second = 0; second < 10; ++second) {
    RequestStats stats;
    add_rows(stats, second < 5 ? 10 : 5, second < 5 ? 0 : 5);
    request.over_time.add(second + 0.5, stats.quality, QualitySteps::kMost);
  }
  const auto table = quality_over_time(request, 2);
  EXPECT_THAT(table.titles, ElementsAre("Rows", "Accuracy"));
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_THAT(table.rows[0].cells, ElementsAre("50", "1"));
  EXPECT_THAT(table.rows[1].cells, ElementsAre("50", "0.5"));
}

TEST(BatchTable, finds_the_size_with_the_most_rows_a_second_within_the_limits) {
  auto record = record_of({"ten", "one", "hundred"});
  record.batched = {{"ten", 10}, {"one", 1}, {"hundred", 100}};
  const auto add = [&](std::size_t place, int milliseconds, std::uint64_t failures = 0) {
    auto& stats = record.stats.by_request[place];
    for (int i = 0; i < 100; ++i) {
      stats.service_time.record(std::chrono::milliseconds(milliseconds));
      stats.response_time.record(std::chrono::milliseconds(milliseconds));
    }
    stats.requests = 100;
    stats.failures = failures;
  };
  add(0, 20);
  add(1, 10);
  add(2, 100);
  const auto figures = batch_figures(record);
  ASSERT_THAT(figures, SizeIs(3));
  EXPECT_EQ(figures[0].name, "one") << "by size";
  EXPECT_NEAR(*figures[0].rows_per_second, 100, 1);
  EXPECT_NEAR(*figures[2].rows_per_second, 1000, 5);
  EXPECT_THAT(batch_sentence(record), HasSubstr("hundred of 100 rows"));

  ThresholdResult limit;
  limit.threshold = *parse_threshold("p95 < 50ms");
  record.thresholds = {limit};
  EXPECT_THAT(batch_sentence(record), HasSubstr("ten of 10 rows")) << "100 rows take too long";
  EXPECT_EQ(batch_table(record).rows.at(2).cells.back(), "broken: p95 < 50ms");
  record.stats.by_request[0].failures = 1;
  EXPECT_THAT(batch_sentence(record), HasSubstr("one of 1 rows"));
  record.stats.by_request[1].failures = 1;
  EXPECT_THAT(batch_sentence(record), HasSubstr("No size is without failures"));
}

// Turns of 10 s of 1, 10 and 100 rows, and of 1 again; memory rises within each and stays.
RunRecord record_of_turns() {
  auto record = record_of({"one", "ten", "hundred"});
  record.batched = {{"one", 1}, {"ten", 10}, {"hundred", 100}};
  record.batch_blocks = {{2, 12, 1}, {12, 22, 10}, {22, 32, 100}, {32, 42, 1}};
  for (auto& stats : record.stats.by_request) {
    for (int i = 0; i < 100; ++i) stats.service_time.record(std::chrono::milliseconds(10));
    stats.requests = 100;
  }
  TimeSeries rss("rss_bytes", "bytes");
  const double mib = 1 << 20;
  for (int t = 0; t < 42; ++t) {
    const double level = t < 12 ? 100 : t < 22 ? 120 : t < 32 ? 400 : 300;
    rss.add(t, (level + (t % 10 == 4 ? 50 : 0)) * mib);  // a peak within the first half of each
  }
  MonitorRecord monitor;
  monitor.series = {rss};
  record.monitors = {monitor};
  return record;
}

TEST(BatchTable, tells_the_memory_of_each_size_where_they_take_turns) {
  auto record = record_of_turns();
  const auto table = batch_table(record);
  EXPECT_THAT(table.titles,
              ElementsAre("Rows in it", "Requests", "Failed", "p50", "p99", "Rows/s", "Memory", "Peak", "Limits"));
  EXPECT_THAT(table.rows.at(0).cells, testing::IsSupersetOf({"100 MiB", "150 MiB"}));
  EXPECT_THAT(table.rows.at(1).cells, testing::IsSupersetOf({"120 MiB", "170 MiB"}));
  EXPECT_THAT(table.rows.at(2).cells, testing::IsSupersetOf({"400 MiB", "450 MiB"}));
  EXPECT_THAT(batch_memory_sentence(record), HasSubstr("with 1 row again, it was 300 MiB, 200 MiB more than at first"));
  EXPECT_THAT(batch_sentence(record), HasSubstr("hundred of 100 rows"));
  ThresholdResult limit;
  limit.threshold = *parse_threshold("rss_max < 200MiB");
  record.thresholds = {limit};
  EXPECT_THAT(batch_sentence(record), HasSubstr("ten of 10 rows")) << "100 rows take too much";
  EXPECT_EQ(batch_table(record).rows.at(2).cells.back(), "broken: rss_max < 200MiB");
  record.batch_blocks.clear();
  EXPECT_THAT(batch_memory_sentence(record), IsEmpty());
  EXPECT_THAT(batch_table(record).titles, testing::Not(testing::Contains("Memory")));
}

TEST(QualityLines, join_steps_of_few_rows_and_leave_out_what_is_not_there) {
  auto record = record_of({"predict", "none"});
  record.labelled = {labelled("predict"), labelled("none")};
  RequestStats right, wrong;
  add_rows(right, 5, 0);
  add_rows(wrong, 0, 5);
  for (int t = 0; t < 40; ++t)
    record.labelled[0].over_time.add(t + 0.5, t < 20 ? right.quality : wrong.quality, QualitySteps::kMost);
  const auto lines = quality_lines(record);
  ASSERT_THAT(lines, SizeIs(1)) << "no probabilities came, and none was asked for";
  EXPECT_EQ(lines[0].figure, "accuracy");
  EXPECT_EQ(lines[0].request, "predict");
  EXPECT_EQ(lines[0].step_s, 4) << "20 rows a point";
  ASSERT_THAT(lines[0].values, SizeIs(10));
  EXPECT_EQ(lines[0].values[4], 1);
  EXPECT_EQ(lines[0].values[5], 0);
  EXPECT_EQ(lines[0].t_s[5], 22);
}

TEST(QualityLines, have_no_points_of_a_few_rows) {
  auto record = record_of({"predict"});
  record.labelled = {labelled("predict")};
  RequestStats right, wrong;
  add_rows(right, 100, 0);
  add_rows(wrong, 0, 1);
  for (int t = 0; t < 9; ++t)
    record.labelled[0].over_time.add(t + 0.5, t == 4 || t == 8 ? wrong.quality : right.quality, QualitySteps::kMost);
  const auto lines = quality_lines(record);
  ASSERT_THAT(lines, SizeIs(1));
  ASSERT_THAT(lines[0].values, SizeIs(7)) << "the fifth is a part of the sixth, the last of the one before";
  for (const auto& value : lines[0].values) EXPECT_GT(*value, 0.98);
  EXPECT_EQ(lines[0].t_s[4], 5);
  EXPECT_EQ(lines[0].t_s.back(), 8);
}

TEST(QualityLines, have_a_chart_of_probes_where_any_changed) {
  RunRecord record;
  EXPECT_EQ(changed_probes(record), nullptr);
  record.probes.emplace();
  TimeSeries share{std::string(kProbesChanged), ""};
  share.add(1, 0);
  record.probes->series = {share};
  EXPECT_EQ(changed_probes(record), nullptr);
  share.add(2, 0.25);
  record.probes->series = {share};
  EXPECT_NE(changed_probes(record), nullptr);
}

}  // namespace plimsoll::quality_table_test
