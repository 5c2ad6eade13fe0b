// Tables of quality and of batches, as every report has them.

#include "reports/quality/quality_table.h"
#include "reports/quality/batch_table.h"

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
              ElementsAre(HasSubstr("3 answers named a class that no label has"), HasSubstr("2 rows without a label"),
                          HasSubstr("1 answer without a prediction")));
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

}  // namespace plimsoll::quality_table_test
