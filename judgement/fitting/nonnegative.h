#pragma once

// Least squares with no coefficient below zero (Lawson & Hanson). Plain values, each owned by one attribution; any
// thread.

#include <cstddef>
#include <vector>

namespace plimsoll {

struct NonNegativeFit {
  std::vector<double> coefficients;
  double squares = 0;  // sum of squared residuals
};

class NonNegative {
 public:
  // Columns of equal length, as long as y.
  NonNegative(std::vector<std::vector<double>> columns, std::vector<double> y);

  // Columns that are not free stay at their coefficient. The search starts from the columns that are above zero in
  // `start`, which costs less where it is near.
  NonNegativeFit fit(const std::vector<bool>& free, const std::vector<double>& start) const;

 private:
  std::vector<std::vector<double>> columns_;
  std::vector<double> y_;
};

}  // namespace plimsoll
