// Two models on the same rows whose difference is known.

#include "judgement/quality/paired_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>

namespace plimsoll::paired_comparison_test {
namespace {

struct Model {
  std::vector<JudgedRow> rows;
  std::vector<double> probabilities;

  JudgedRows judged() const {
    JudgedRows all;
    all.classes = 2;
    all.positive = 1;
    all.rows = rows;
    all.probabilities = probabilities;
    return all;
  }
  void add(std::size_t label, double positive) {
    JudgedRow row;
    row.label = label;
    row.predicted = positive > 0.5 ? 1 : 0;
    row.first_probability = probabilities.size();
    row.probabilities = 2;
    probabilities.push_back(1 - positive);
    probabilities.push_back(positive);
    rows.push_back(row);
  }
};

struct Pair {
  Model baseline, candidate;
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Rows with a logit of their own, labels drawn by it; the baseline sees it with more noise than the candidate.
Pair drawn_pair(std::size_t rows, double baseline_noise, double candidate_noise, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  Pair pair;
  for (std::size_t i = 0; i < rows; ++i) {
    const double logit = 1.5 * normal(random);
    const std::size_t label = uniform(random) < sigmoid(logit) ? 1 : 0;
    pair.baseline.add(label, sigmoid(logit + baseline_noise * normal(random)));
    pair.candidate.add(label, sigmoid(logit + candidate_noise * normal(random)));
  }
  return pair;
}

const QualityFigure& figure(std::string_view name) { return *find_quality_figure(name); }

// Of so many rows that chance is small.
std::map<std::string, double> true_differences(double baseline_noise, double candidate_noise) {
  const auto pair = drawn_pair(1'000'000, baseline_noise, candidate_noise, 99);
  QualityStats before;
  QualityStats after;
  before.add(pair.baseline.judged());
  after.add(pair.candidate.judged());
  std::map<std::string, double> differences;
  for (const auto* name : {"log_loss", "accuracy", "brier"})
    differences[name] = *figure(name).read(after) - *figure(name).read(before);
  return differences;
}

TEST(PairedComparison, has_an_interval_that_covers_the_true_difference_95_times_in_100) {
  constexpr int kPairs = 1000;
  constexpr double kNoise = 1.0;
  constexpr double kLessNoise = 0.6;
  const auto truth = true_differences(kNoise, kLessNoise);
  std::map<std::string, int> covered;
  PairingRules rules;
  rules.folds = 0;
  rules.resamples = 1000;
  for (int i = 0; i < kPairs; ++i) {
    const auto pair = drawn_pair(200, kNoise, kLessNoise, 1000 + static_cast<std::uint64_t>(i));
    rules.seed = static_cast<std::uint64_t>(i);
    for (const auto& [name, difference] : truth) {
      const auto found = compare_models(figure(name), pair.baseline.judged(), pair.candidate.judged(), rules);
      ASSERT_TRUE(found);
      covered[name] += found->low <= difference && difference <= found->high ? 1 : 0;
    }
  }
  for (const auto& [name, times] : covered) {
    EXPECT_GE(times, 0.93 * kPairs) << name;
    EXPECT_LE(times, 0.97 * kPairs) << name;
    RecordProperty(name, times);
  }
}

TEST(PairedComparison, seldom_calls_a_model_worse_that_is_as_good) {
  constexpr int kPairs = 1000;
  constexpr double kNoise = 1.0;
  PairingRules rules;
  rules.folds = 0;
  rules.resamples = 1000;
  std::map<ModelVerdict, int> verdicts;
  for (int i = 0; i < kPairs; ++i) {
    const auto pair = drawn_pair(200, kNoise, kNoise, 5000 + static_cast<std::uint64_t>(i));
    rules.seed = static_cast<std::uint64_t>(i);
    std::vector<FigureComparison> figures;
    for (const auto* name : {"log_loss", "accuracy"})
      figures.push_back(*compare_models(figure(name), pair.baseline.judged(), pair.candidate.judged(), rules));
    ++verdicts[deciding_figure(figures.front(), figures).verdict];
  }
  RecordProperty("worse", verdicts[ModelVerdict::worse]);
  RecordProperty("better", verdicts[ModelVerdict::better]);
  EXPECT_LE(verdicts[ModelVerdict::worse], 0.06 * kPairs) << "2.5 % of each of two figures, and chance";
  EXPECT_LE(verdicts[ModelVerdict::better], 0.04 * kPairs) << "2.5 % of one";
}

TEST(PairedComparison, finds_a_better_and_a_worse_model_and_says_where_it_cannot_tell) {
  const auto pair = drawn_pair(2000, 1.5, 0.3, 5);
  const auto& log_loss = figure("log_loss");
  const auto better = compare_models(log_loss, pair.baseline.judged(), pair.candidate.judged());
  ASSERT_TRUE(better);
  EXPECT_EQ(better->verdict, ModelVerdict::better);
  EXPECT_LT(better->high, 0) << "less loss is better";
  EXPECT_NEAR(better->difference, better->candidate.value - better->baseline.value, 1e-12);
  EXPECT_EQ(compare_models(log_loss, pair.candidate.judged(), pair.baseline.judged())->verdict, ModelVerdict::worse);
  EXPECT_EQ(compare_models(figure("accuracy"), pair.baseline.judged(), pair.candidate.judged())->verdict,
            ModelVerdict::better);
  EXPECT_EQ(compare_models(log_loss, pair.baseline.judged(), pair.baseline.judged())->verdict,
            ModelVerdict::cannot_tell);
  const auto alike = drawn_pair(2000, 1.0, 1.0, 6);
  EXPECT_EQ(compare_models(log_loss, alike.baseline.judged(), alike.candidate.judged())->verdict,
            ModelVerdict::cannot_tell);
}

TEST(PairedComparison, compares_figures_that_are_no_means_over_rows) {
  const auto pair = drawn_pair(400, 2.0, 0.2, 7);
  PairingRules rules;
  rules.resamples = 300;
  for (const auto name : {"auc", "f1", "precision", "calibration_error"}) {
    const auto found = compare_models(figure(name), pair.baseline.judged(), pair.candidate.judged(), rules);
    ASSERT_TRUE(found) << name;
    EXPECT_LT(found->low, found->difference) << name;
    EXPECT_GT(found->high, found->difference) << name;
  }
  EXPECT_EQ(compare_models(figure("auc"), pair.baseline.judged(), pair.candidate.judged(), rules)->verdict,
            ModelVerdict::better);
}

TEST(PairedComparison, tells_how_a_figure_varies_from_fold_to_fold) {
  const auto pair = drawn_pair(503, 1, 1, 8);
  const auto judged = pair.baseline.judged();
  const auto folds = folds_of(judged, 5, 3);
  std::map<std::size_t, std::map<std::size_t, int>> counts;
  for (std::size_t i = 0; i < folds.size(); ++i) ++counts[judged.rows[i].label][folds[i]];
  for (auto& [label, by_fold] : counts) {
    ASSERT_EQ(by_fold.size(), 5u);
    const auto [least, most] =
        std::minmax_element(by_fold.begin(), by_fold.end(), [](auto& a, auto& b) { return a.second < b.second; });
    EXPECT_LE(most->second - least->second, 1) << "as many of each class in each fold";
  }
  const auto found = compare_models(figure("log_loss"), judged, judged);
  ASSERT_TRUE(found && found->baseline.folds_mean && found->baseline.folds_std);
  EXPECT_NEAR(*found->baseline.folds_mean, found->baseline.value, 0.02);
  EXPECT_GT(*found->baseline.folds_std, 0);
}

TEST(PairedComparison, compares_numbers) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  std::vector<JudgedRow> old_rows;
  std::vector<JudgedRow> new_rows;
  for (int i = 0; i < 500; ++i) {
    JudgedRow row;
    row.label_value = 10 * normal(random);
    row.predicted_value = row.label_value + 2 * normal(random);
    old_rows.push_back(row);
    row.predicted_value = row.label_value + normal(random);
    new_rows.push_back(row);
  }
  JudgedRows before;
  before.are_values = true;
  before.rows = old_rows;
  auto after = before;
  after.rows = new_rows;
  for (const auto name : {"rmse", "mae", "pinball"})
    EXPECT_EQ(compare_models(figure(name), before, after)->verdict, ModelVerdict::better) << name;
  EXPECT_FALSE(compare_models(figure("log_loss"), before, after)) << "numbers have none";
  after.rows = std::span(new_rows).first(10);
  EXPECT_FALSE(compare_models(figure("mae"), before, after)) << "other rows";
}

}  // namespace
}  // namespace plimsoll::paired_comparison_test
