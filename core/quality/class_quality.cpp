#include "core/quality/class_quality.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace plimsoll {
namespace {

struct ClassTally {
  double hits = 0, predicted = 0, labelled = 0;
};

double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

double precision_of(const ClassTally& tally) { return ratio(tally.hits, tally.predicted); }
double recall_of(const ClassTally& tally) { return ratio(tally.hits, tally.labelled); }
double f1_of(const ClassTally& tally) { return ratio(2 * tally.hits, tally.predicted + tally.labelled); }

// The first bin has 0 in it; each other one begins beyond its lower edge.
std::size_t calibration_bin(double probability) {
  std::size_t bin = 0;
  while (bin + 1 < kCalibrationBins && probability > static_cast<double>(bin + 1) * 0.1) ++bin;
  return bin;
}

std::optional<double> mean(const SteadySum& sum, std::uint64_t rows) {
  return rows == 0 ? std::nullopt : std::optional(sum.value() / static_cast<double>(rows));
}

}  // namespace

void CalibrationBin::merge(const CalibrationBin& other) {
  rows += other.rows;
  hits += other.hits;
  probabilities.merge(other.probabilities);
}

void ClassQuality::begin(std::size_t classes, std::size_t positive) {
  if (classes_ == classes && positive_ == positive) return;
  classes_ = classes;
  positive_ = positive;
  confusion_.assign(classes * (classes + 1), 0);
  const std::size_t sets = classes == 2 ? 1 : classes;
  scores_.assign(sets, ScoreSet(ScoreSet::kMostKept / sets));
}

double ClassQuality::loss_of(double probability) {
  constexpr double kEdge = std::numeric_limits<double>::epsilon();
  return -std::log(std::clamp(probability, kEdge, 1 - kEdge));
}

void ClassQuality::add(std::size_t label, std::size_t predicted, std::span<const double> probabilities) {
  ++rows_;
  ++confusion_[label * (classes_ + 1) + std::min(predicted, classes_)];
  if (probabilities.size() != classes_) return;
  ++rated_;
  log_loss_.add(loss_of(probabilities[label]));
  if (classes_ == 2) {
    const bool is_positive = label == positive_;
    const double given = probabilities[positive_];
    const double off = given - (is_positive ? 1 : 0);
    brier_.add(off * off);
    auto& bin = bins_[calibration_bin(given)];
    ++bin.rows;
    bin.hits += is_positive ? 1 : 0;
    bin.probabilities.add(given);
    scores_.front().add(given, is_positive);
    return;
  }
  double off = 0;
  for (std::size_t i = 0; i < classes_; ++i) {
    const double one = probabilities[i] - (i == label ? 1 : 0);
    off += one * one;
    scores_[i].add(probabilities[i], i == label);
  }
  brier_.add(off);
  const auto top =
      static_cast<std::size_t>(std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
  auto& bin = bins_[calibration_bin(probabilities[top])];
  ++bin.rows;
  bin.hits += top == label ? 1 : 0;
  bin.probabilities.add(probabilities[top]);
}

void ClassQuality::merge(const ClassQuality& other) {
  if (other.classes_ == 0) return;
  if (classes_ == 0) begin(other.classes_, other.positive_);
  if (classes_ != other.classes_) return;
  rows_ += other.rows_;
  rated_ += other.rated_;
  for (std::size_t i = 0; i < confusion_.size(); ++i) confusion_[i] += other.confusion_[i];
  log_loss_.merge(other.log_loss_);
  brier_.merge(other.brier_);
  for (std::size_t i = 0; i < bins_.size(); ++i) bins_[i].merge(other.bins_[i]);
  for (std::size_t i = 0; i < scores_.size(); ++i) scores_[i].merge(other.scores_[i]);
}

void ClassQuality::clear() {
  rows_ = rated_ = 0;
  std::fill(confusion_.begin(), confusion_.end(), 0);
  log_loss_ = brier_ = {};
  bins_ = {};
  for (auto& scores : scores_) scores.clear();
}

std::uint64_t ClassQuality::unknown() const {
  std::uint64_t all = 0;
  for (std::size_t label = 0; label < classes_; ++label) all += count(label, classes_);
  return all;
}

std::optional<double> ClassQuality::accuracy() const {
  if (rows_ == 0) return std::nullopt;
  std::uint64_t hits = 0;
  for (std::size_t label = 0; label < classes_; ++label) hits += count(label, label);
  return static_cast<double>(hits) / static_cast<double>(rows_);
}

template <class Figure>
std::optional<double> ClassQuality::averaged(ClassAverage average, Figure figure) const {
  if (rows_ == 0) return std::nullopt;
  if (average == ClassAverage::micro) return accuracy();  // whatever is predicted wrong is missed and is false at once
  std::vector<ClassTally> tallies(classes_ + 1);
  for (std::size_t label = 0; label < classes_; ++label)
    for (std::size_t predicted = 0; predicted <= classes_; ++predicted) {
      const auto rows = static_cast<double>(count(label, predicted));
      if (label == predicted) tallies[label].hits += rows;
      tallies[label].labelled += rows;
      tallies[predicted].predicted += rows;
    }
  if (average == ClassAverage::usual && classes_ == 2) return figure(tallies[positive_]);
  double sum = 0;
  double weights = 0;
  for (const auto& tally : tallies) {
    if (tally.labelled + tally.predicted == 0) continue;  // there is no such class here
    const double weight = average == ClassAverage::weighted ? tally.labelled : 1;
    sum += weight * figure(tally);
    weights += weight;
  }
  return ratio(sum, weights);
}

std::optional<double> ClassQuality::precision(ClassAverage average) const { return averaged(average, precision_of); }
std::optional<double> ClassQuality::recall(ClassAverage average) const { return averaged(average, recall_of); }
std::optional<double> ClassQuality::f1(ClassAverage average) const { return averaged(average, f1_of); }
std::optional<double> ClassQuality::log_loss() const { return mean(log_loss_, rated_); }
std::optional<double> ClassQuality::brier() const { return mean(brier_, rated_); }

std::optional<ScoreSet::Area> ClassQuality::auc() const {
  if (scores_.empty()) return std::nullopt;
  ScoreSet::Area all;
  for (const auto& scores : scores_) {
    const auto one = scores.area();
    if (!one) return std::nullopt;
    all.value += one->value / static_cast<double>(scores_.size());
    all.error += one->error / static_cast<double>(scores_.size());
  }
  return all;
}

std::optional<double> ClassQuality::calibration_error() const {
  if (rated_ == 0) return std::nullopt;
  double sum = 0;
  for (const auto& bin : bins_) sum += std::fabs(static_cast<double>(bin.hits) - bin.probabilities.value());
  return sum / static_cast<double>(rated_);
}

ClassQuality::Parts ClassQuality::parts() const {
  return {classes_, positive_, confusion_, rated_, log_loss_, brier_, bins_, scores_};
}

void ClassQuality::restore(Parts parts) {
  classes_ = parts.classes;
  positive_ = parts.positive;
  confusion_ = std::move(parts.confusion);
  rows_ = std::accumulate(confusion_.begin(), confusion_.end(), std::uint64_t{0});
  rated_ = parts.rated;
  log_loss_ = parts.log_loss;
  brier_ = parts.brier;
  bins_ = parts.bins;
  scores_ = std::move(parts.scores);
}

}  // namespace plimsoll
