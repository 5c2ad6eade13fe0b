#pragma once

// How well classes were predicted, row by row: what was said against what is right, and the probabilities that were
// given. Figures are those of scikit-learn 1.9 (its names are told beside each); zero_division is 0. Bounded by the
// number of classes; mergeable; a value.

#include "core/quality/score_set.h"
#include "core/quality/steady_sum.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plimsoll {

// How figures of each class become one.
enum class ClassAverage {
  usual,     // of two classes that of the positive one, of more the macro average
  macro,     // every class counts the same
  micro,     // every row counts the same
  weighted,  // by how many rows are of each class
};

// Rows whose probability lies in one tenth: (0.2, 0.3], the first one with 0 in it.
struct CalibrationBin {
  std::uint64_t rows = 0;
  std::uint64_t hits = 0;   // of the class
  SteadySum probabilities;  // of the class, as they were given

  void merge(const CalibrationBin& other);
};
inline constexpr std::size_t kCalibrationBins = 10;

class ClassQuality {
 public:
  static constexpr std::size_t kMostClasses = 100;

  // For so many classes, from 2; `positive` is one of them.
  void begin(std::size_t classes, std::size_t positive);
  std::size_t classes() const { return classes_; }
  std::size_t positive() const { return positive_; }

  // `predicted` beyond the classes is one that no label has. `probabilities`: one a class, each from 0 to 1, together
  // about 1; empty: none were given.
  void add(std::size_t label, std::size_t predicted, std::span<const double> probabilities);
  void merge(const ClassQuality& other);
  void clear();  // the memory stays

  std::uint64_t rows() const { return rows_; }
  std::uint64_t rated() const { return rated_; }  // with probabilities
  std::uint64_t count(std::size_t label, std::size_t predicted) const {
    return confusion_[label * (classes_ + 1) + predicted];
  }
  std::uint64_t unknown() const;  // predicted classes that no label has

  std::optional<double> accuracy() const;                       // accuracy_score
  std::optional<double> precision(ClassAverage average) const;  // precision_score
  std::optional<double> recall(ClassAverage average) const;     // recall_score
  std::optional<double> f1(ClassAverage average) const;         // f1_score
  // Mean of -ln p of the class that is right, p kept off 0 and 1 by 2^-52: log_loss.
  std::optional<double> log_loss() const;
  // Of two classes the mean of (p - y)^2 of the positive one, of more the sum over all: brier_score_loss.
  std::optional<double> brier() const;
  // roc_auc_score; of more than two classes each against the rest (multi_class="ovr").
  std::optional<ScoreSet::Area> auc() const;
  // Expected calibration error, in ten bins of equal width (Guo and others, On Calibration of Modern Neural Networks,
  // 2017): of two classes by the probability of the positive one and how often it is right (as calibration_curve has
  // it), of more by the highest probability and whether that class is right.
  std::optional<double> calibration_error() const;

  static double loss_of(double probability);

  // As a record has it.
  struct Parts {
    std::size_t classes = 0, positive = 0;
    std::vector<std::uint64_t> confusion;  // by label, then by prediction, unknown ones last
    std::uint64_t rated = 0;
    SteadySum log_loss, brier;
    std::array<CalibrationBin, kCalibrationBins> bins{};
    std::vector<ScoreSet> scores;  // of two classes one; else one a class
  };
  Parts parts() const;
  void restore(Parts parts);

 private:
  template <class Figure>
  std::optional<double> averaged(ClassAverage average, Figure figure) const;

  std::size_t classes_ = 0, positive_ = 0;
  std::uint64_t rows_ = 0, rated_ = 0;
  std::vector<std::uint64_t> confusion_;
  SteadySum log_loss_, brier_;
  std::array<CalibrationBin, kCalibrationBins> bins_{};
  std::vector<ScoreSet> scores_;
};

}  // namespace plimsoll
