// Figures of quality in run.json and back; their steps of time.

#include "record/metric.h"
#include "record/quality/quality_fields.h"
#include "record/run_record_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::quality_record_test {

QualityStats some_quality() {
  const std::vector<double> probabilities = {0.7, 0.3, 0.2, 0.8, 0.6, 0.4};
  std::vector<JudgedRow> rows(3);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].label = i % 2;
    rows[i].predicted = i == 2 ? 2 : i % 2;
    rows[i].first_probability = 2 * i;
    rows[i].probabilities = 2;
  }
  JudgedRows judged;
  judged.classes = 2;
  judged.positive = 1;
  judged.unlabelled = 4;
  judged.rows = rows;
  judged.probabilities = probabilities;
  QualityStats stats;
  stats.add(judged);
  stats.unread = 5;
  return stats;
}

RunRecord some_record() {
  RunRecord record;
  record.id = "run";
  record.request_names = {"predict"};
  record.stats = Snapshot(1);
  record.stats.by_request[0].requests = 3;
  record.stats.by_request[0].quality = some_quality();
  LabelledRequest request;
  request.name = "predict";
  request.classes = {"no", "yes"};
  request.over_time.add(0.5, some_quality(), 4);
  record.labelled = {request};
  record.batched = {{"predict", 10}};
  return record;
}

TEST(QualityRecord, is_read_back_as_it_was) {
  const auto text = to_json(some_record());
  const auto read = run_record_from_json(text);
  ASSERT_TRUE(read) << read.error().message;
  const auto& quality = read->stats.by_request.at(0).quality;
  for (const auto& figure : quality_figures())
    EXPECT_EQ(figure.read(quality), figure.read(some_quality())) << figure.name;
  EXPECT_EQ(quality.unlabelled, 4u);
  EXPECT_EQ(quality.unread, 5u);
  EXPECT_EQ(quality.classes.unknown(), 1u);
  EXPECT_EQ(read->labelled.at(0).classes.at(1), "yes");
  EXPECT_EQ(read->labelled.at(0).over_time.steps.at(0).rows, 3u);
  EXPECT_EQ(read->batched.at(0).rows, 10u);
  EXPECT_EQ(to_json(*read), text);
}

TEST(QualityRecord, is_refused_where_its_counts_are_not_those_of_its_classes) {
  auto text = to_json(some_record());
  const auto place = text.rfind("\"confusion\"");
  ASSERT_NE(place, std::string::npos);
  const auto first = text.find('[', place) + 1;
  text.insert(first, "7, ");
  const auto read = run_record_from_json(text);
  ASSERT_TRUE(read.has_error());
  EXPECT_THAT(read.error().message, testing::HasSubstr("counts"));
}

TEST(QualitySteps, are_joined_two_by_two) {
  QualitySteps steps;
  for (int second = 0; second < 9; ++second) steps.add(second + 0.5, some_quality(), 4);
  EXPECT_EQ(steps.step_s, 4u);
  ASSERT_EQ(steps.steps.size(), 3u);
  EXPECT_EQ(steps.steps[0].rows, 12u);
  EXPECT_DOUBLE_EQ(*QualitySteps::figure(steps.steps[0], "accuracy"), *some_quality().classes.accuracy());
  EXPECT_NEAR(*QualitySteps::figure(steps.steps[2], "log_loss"), *some_quality().classes.log_loss(), 1e-12);
  EXPECT_FALSE(QualitySteps::figure(QualityStep(), "rmse"));
}

TEST(QualityMetrics, are_those_of_the_figures_in_the_same_order) {
  std::vector<std::string_view> metrics_of_quality;
  for (const auto& metric : metrics())
    if (metric.kind == Metric::Kind::figure) metrics_of_quality.push_back(metric.name);
  std::vector<std::string_view> figures;
  RequestStats stats;
  stats.quality = some_quality();
  stats.quality.values.add(1, 3, 0.5);
  for (const auto& figure : quality_figures()) {
    figures.push_back(figure.name);
    const auto* metric = find_metric(figure.name);
    ASSERT_NE(metric, nullptr);
    EXPECT_EQ(metric->read({stats, 1}, 0), figure.read(stats.quality)) << figure.name;
    EXPECT_EQ(metric->worse == Metric::Worse::lower, figure.is_better_higher) << figure.name;
  }
  EXPECT_EQ(metrics_of_quality, figures);
}

}  // namespace plimsoll::quality_record_test
