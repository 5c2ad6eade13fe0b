#include "judgement/curves/proportions.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr double kZ95 = 1.959963984540054;

// ln(n choose k)
double log_choose(std::uint64_t n, std::uint64_t k) {
  const auto log_factorial = [](std::uint64_t value) { return std::lgamma(static_cast<double>(value) + 1); };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

}  // namespace

ShareInterval wilson_interval(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return {};
  const auto n = static_cast<double>(whole);
  const double share = static_cast<double>(std::min(part, whole)) / n;
  const double z2 = kZ95 * kZ95;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ95 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  return {part == 0 ? 0 : std::max(0.0, centre - half), part >= whole ? 1 : std::min(1.0, centre + half)};
}

// From the greatest term of the tail downwards, until a term adds nothing.
double binomial_at_most(std::uint64_t most, std::uint64_t trials, double probability) {
  if (most >= trials) return 1;
  const double odds = (1 - probability) / probability;
  const auto top = std::min(most, static_cast<std::uint64_t>(static_cast<double>(trials) * probability));
  const double peak = std::exp(log_choose(trials, top) + static_cast<double>(top) * std::log(probability) +
                               static_cast<double>(trials - top) * std::log1p(-probability));
  double sum = peak;
  double term = peak;
  for (std::uint64_t k = top; k > 0 && term > sum * 1e-18; --k) {
    term *= static_cast<double>(k) / static_cast<double>(trials - k + 1) * odds;
    sum += term;
  }
  term = peak;
  for (std::uint64_t k = top; k < most && term > sum * 1e-18; ++k) {
    term *= static_cast<double>(trials - k) / static_cast<double>(k + 1) / odds;
    sum += term;
  }
  return std::min(1.0, sum);
}

bool shows_quantile(std::uint64_t n, std::uint64_t above, double quantile, double confidence) {
  return n > above && binomial_at_most(above, n, 1 - quantile) <= 1 - confidence;
}

std::uint64_t samples_needed(std::uint64_t above, double quantile, double confidence) {
  std::uint64_t few = above;
  std::uint64_t enough = above + 1;
  while (!shows_quantile(enough, above, quantile, confidence)) {
    few = enough;
    enough *= 2;
  }
  while (enough - few > 1) {
    const auto middle = few + (enough - few) / 2;
    (shows_quantile(middle, above, quantile, confidence) ? enough : few) = middle;
  }
  return enough;
}

std::optional<std::uint64_t> most_above(std::uint64_t n, double quantile, double confidence) {
  if (!shows_quantile(n, 0, quantile, confidence)) return std::nullopt;
  std::uint64_t shown = 0;
  std::uint64_t too_many = n;
  while (too_many - shown > 1) {
    const auto middle = shown + (too_many - shown) / 2;
    (shows_quantile(n, middle, quantile, confidence) ? shown : too_many) = middle;
  }
  return shown;
}

}  // namespace plimsoll
