#pragma once

// A request whose rows have labels, and what its answers came to over a run in steps of time. Bounded: a run that
// outgrows the steps has them joined two by two. The warm-up is not in it. Values; one thread.

#include "core/quality/quality_stats.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// Sums of so many rows: means of them are the figures.
struct QualityStep {
  static QualityStep of(const QualityStats& stats);

  std::uint64_t rows = 0;
  std::uint64_t hits = 0;   // classes that are right
  std::uint64_t rated = 0;  // with probabilities
  double log_loss = 0, brier = 0;
  double squared = 0, absolute = 0;  // of numbers

  void add(const QualityStep& other);
};

// Step k is of the seconds from k * step_s to (k + 1) * step_s.
struct QualitySteps {
  static constexpr std::size_t kMost = 240;
  static constexpr std::size_t kMostOfAll = 12'000;  // of all requests together

  std::uint32_t step_s = 1;  // a power of two
  std::vector<QualityStep> steps;

  // Of the interval that has `middle_s` in it. At most `most` steps are kept.
  void add(double middle_s, const QualityStats& stats, std::size_t most);
  bool empty() const { return steps.empty(); }

  // "accuracy", "log_loss", "brier", "rmse" or "mae" of a step; nothing where it has no rows for it.
  static std::optional<double> figure(const QualityStep& step, std::string_view name);
};

struct LabelledRequest {
  std::string name;
  bool are_values = false;
  std::vector<std::string> classes;  // in the order of the counts
  std::size_t positive = 1;          // of two classes
  double quantile = 0.5;             // of the pinball loss
  QualitySteps over_time;
};

// A request whose bodies have so many rows each.
struct BatchedRequest {
  std::string name;
  std::uint64_t rows = 1;
};

// A stretch of the load in which bodies of one size alone were sent, from its start in seconds.
struct BatchBlock {
  double from_s = 0, to_s = 0;
  std::uint64_t rows = 1;
};

}  // namespace plimsoll
