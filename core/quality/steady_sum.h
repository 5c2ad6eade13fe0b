#pragma once

// A sum that keeps what each addition rounds away (Neumaier, 1974), so that the mean of a long run's rows is as exact
// as that of a few, in whatever order they came. A value.

#include <cmath>

namespace plimsoll {

struct SteadySum {
  double sum = 0;
  double lost = 0;

  void add(double value) {
    const double next = sum + value;
    lost += std::fabs(sum) >= std::fabs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  void merge(const SteadySum& other) {
    add(other.sum);
    lost += other.lost;
  }
  double value() const { return sum + lost; }
};

}  // namespace plimsoll
