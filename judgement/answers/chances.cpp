#include "judgement/answers/chances.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

double log_choose(double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); }

}  // namespace

double trials_at_least(std::uint64_t x, const std::vector<double>& chances) {
  if (x == 0) return 1;
  std::vector<double> below(x, 0.0);  // P(count = k) for k < x
  below[0] = 1;
  for (const double p : chances)
    for (std::size_t k = below.size(); k-- > 0;) below[k] = below[k] * (1 - p) + (k > 0 ? below[k - 1] * p : 0);
  double sum = 0;
  for (const double p : below) sum += p;
  return std::clamp(1 - sum, 0.0, 1.0);
}

double fisher_at_most(std::uint64_t x1, std::uint64_t n1, std::uint64_t x2, std::uint64_t n2) {
  const auto changed = x1 + x2;
  const auto all = static_cast<double>(n1 + n2);
  const auto least = changed > n2 ? changed - n2 : 0;
  double sum = 0;
  for (auto k = least; k <= x1; ++k)
    sum += std::exp(log_choose(static_cast<double>(n1), static_cast<double>(k)) +
                    log_choose(static_cast<double>(n2), static_cast<double>(changed - k)) -
                    log_choose(all, static_cast<double>(changed)));
  return std::min(1.0, sum);
}

double most_unseen_share(std::uint64_t n) { return n == 0 ? 1 : 1 - std::pow(0.05, 1.0 / static_cast<double>(n)); }

}  // namespace plimsoll
