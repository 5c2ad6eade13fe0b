// Figures of quality against those that scikit-learn's own functions give (tests/data/quality/make_vectors.py).

#include "core/quality/quality_stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace plimsoll::quality_figures_test {
namespace {

using nlohmann::json;

json vectors() {
  std::ifstream file(std::string(PLIMSOLL_TEST_DATA) + "/quality/vectors.json");
  return json::parse(file);
}

// As one answer.
QualityStats stats_of(const json& set, std::size_t from, std::size_t to) {
  std::vector<JudgedRow> rows;
  std::vector<double> probabilities;
  JudgedRows judged;
  judged.are_values = set.contains("quantile");
  if (judged.are_values) judged.quantile = set["quantile"];
  judged.classes = set.value("classes", std::size_t{0});
  judged.positive = set.value("positive", std::size_t{0});
  for (std::size_t i = from; i < to; ++i) {
    JudgedRow row;
    if (judged.are_values) {
      row.label_value = set["labels"][i];
      row.predicted_value = set["predicted"][i];
    } else {
      row.label = set["labels"][i];
      row.predicted = set["predicted"][i];
      row.first_probability = probabilities.size();
      row.probabilities = judged.classes;
      for (const double one : set["probabilities"][i]) probabilities.push_back(one);
    }
    rows.push_back(row);
  }
  judged.rows = rows;
  judged.probabilities = probabilities;
  QualityStats stats;
  stats.add(judged);
  return stats;
}

void expect_figures(const QualityStats& stats, const json& figures, const std::string& name) {
  for (const auto& [key, wanted] : figures.items()) {
    const auto* figure = find_quality_figure(key);
    ASSERT_NE(figure, nullptr) << key;
    const auto found = figure->read(stats);
    if (wanted.is_null()) {
      EXPECT_FALSE(found) << name << ": " << key;
      continue;
    }
    ASSERT_TRUE(found) << name << ": " << key;
    EXPECT_NEAR(*found, wanted.get<double>(), 1e-9 * std::max(1.0, std::fabs(wanted.get<double>())))
        << name << ": " << key;
  }
}

TEST(QualityFigures, equal_those_of_scikit_learn) {
  const auto all = vectors();
  ASSERT_GE(all["sets"].size(), 30u);
  for (const auto& set : all["sets"])
    expect_figures(stats_of(set, 0, set["labels"].size()), set["figures"], set["name"]);
}

TEST(QualityFigures, are_the_same_when_parts_are_merged) {
  const auto all = vectors();
  for (const auto& set : all["sets"]) {
    const std::size_t rows = set["labels"].size();
    QualityStats whole;
    for (std::size_t i = 0; i < rows; i += 7) whole.merge(stats_of(set, i, std::min(rows, i + 7)));
    expect_figures(whole, set["figures"], set["name"]);
  }
}

TEST(QualityFigures, are_absent_where_there_is_nothing_to_measure) {
  for (const auto& figure : quality_figures()) EXPECT_FALSE(figure.read(QualityStats())) << figure.name;
  QualityStats numbers;
  numbers.values.add(1, 2, 0.5);
  EXPECT_FALSE(find_quality_figure("log_loss")->read(numbers));
  EXPECT_EQ(find_quality_figure("nothing"), nullptr);
}

TEST(QualityFigures, begin_anew_after_a_clear) {
  const auto all = vectors();
  const auto& set = all["sets"][0];
  auto stats = stats_of(set, 0, set["labels"].size());
  stats.clear();
  EXPECT_TRUE(stats.empty());
  stats.merge(stats_of(set, 0, set["labels"].size()));
  expect_figures(stats, set["figures"], set["name"]);
}

TEST(ScoreSet, tells_the_error_of_the_area_once_scores_are_counted_in_bins) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform;
  ScoreSet kept;
  ScoreSet binned;
  std::vector<std::pair<double, bool>> rows;
  for (std::size_t i = 0; i < ScoreSet::kMostKept; ++i) rows.emplace_back(uniform(random), uniform(random) < 0.4);
  for (auto& [score, is_of_class] : rows) {
    if (is_of_class) score = std::sqrt(score);
    kept.add(score, is_of_class);
  }
  ASSERT_TRUE(kept.is_exact());
  EXPECT_EQ(kept.area()->error, 0);
  binned = kept;
  binned.add(0.5, true);
  ASSERT_FALSE(binned.is_exact());
  const auto area = *binned.area();
  EXPECT_GT(area.error, 0);
  EXPECT_LT(area.error, 1e-3);
  EXPECT_NEAR(area.value, kept.area()->value, area.error + 1e-5) << "1e-5: for the one row more";
  EXPECT_EQ(binned.rows(), kept.rows() + 1);
}

TEST(ScoreSet, takes_scores_beyond_probabilities) {
  ScoreSet scores;
  for (const double score : {-3.0, -1.0, 2.0}) scores.add(score, false);
  for (const double score : {0.5, 7.0}) scores.add(score, true);
  EXPECT_DOUBLE_EQ(scores.area()->value, 5.0 / 6);
}

TEST(ClassQuality, keeps_log_loss_finite_where_the_right_class_had_no_chance) {
  EXPECT_NEAR(ClassQuality::loss_of(0), 36.0436533891, 1e-9);
  EXPECT_NEAR(ClassQuality::loss_of(1), 2.2e-16, 1e-17);
}

}  // namespace
}  // namespace plimsoll::quality_figures_test
