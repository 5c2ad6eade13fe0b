#pragma once

// How well numbers were predicted, row by row. Figures are those of scikit-learn 1.9 (its names are told beside each).
// Of fixed size; mergeable; a value.

#include "core/quality/steady_sum.h"

#include <cstdint>
#include <optional>

namespace plimsoll {

struct ValueQuality {
  std::uint64_t rows = 0;
  SteadySum squared, absolute, relative, pinball;

  // `quantile`, from 0 to 1: that the prediction is meant to be, for the pinball loss.
  void add(double label, double predicted, double quantile);
  void merge(const ValueQuality& other);

  std::optional<double> rmse() const;          // root_mean_squared_error
  std::optional<double> mae() const;           // mean_absolute_error
  std::optional<double> mape() const;          // mean_absolute_percentage_error: a share, of |label| or at least 2^-52
  std::optional<double> pinball_loss() const;  // mean_pinball_loss(alpha=quantile)
};

}  // namespace plimsoll
