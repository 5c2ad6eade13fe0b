#include "judgement/fitting/quantiles.h"

#include <cmath>
#include <numbers>

namespace plimsoll {

double normal_quantile(double probability) {
  double low = -40, high = 40;
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    const double below = std::erfc(-middle / std::numbers::sqrt2) / 2;
    (below < probability ? low : high) = middle;
  }
}

double student_quantile(double probability, double degrees_of_freedom) {
  const double z = normal_quantile(probability);
  const double z2 = z * z;
  const double g1 = z * (z2 + 1) / 4;
  const double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
  const double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  const double g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
  const double d = degrees_of_freedom;
  return z + (g1 + (g2 + (g3 + g4 / d) / d) / d) / d;
}

}  // namespace plimsoll
