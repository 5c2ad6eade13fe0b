#include "schedules/history/usual_range.h"

#include "reports/verdict/measurement_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace plimsoll {
namespace {

constexpr double kOfNormal = 1.4826;  // MAD to standard deviation
constexpr double kLeastRise = 0.1;    // of a time: less is of no interest

struct Spread {
  double middle = 0, deviation = 0;
};

Spread spread_of(const std::vector<double>& values) {
  const double middle = middle_of(values);
  std::vector<double> apart;
  apart.reserve(values.size());
  for (const double value : values) apart.push_back(std::abs(value - middle));
  return {middle, kOfNormal * middle_of(apart)};
}

}  // namespace

double reach_of(std::size_t values) {
  // For kRunsNeeded values and more: a further normal one is above by a chance of 0.1 %. Simulated: docs/schedules.md.
  constexpr std::array<double, kRunsLookedAt - kRunsNeeded + 1> kReach = {9.6, 9.2, 7.6, 7.3, 6.4, 6.3, 5.7,
                                                                          5.6, 5.2, 5.2, 4.9, 4.9, 4.7};
  return kReach[std::clamp(values, kRunsNeeded, kRunsLookedAt) - kRunsNeeded];
}

std::optional<UsualRange> usual_times(std::span<const double> values) {
  if (values.size() < kRunsNeeded) return std::nullopt;
  std::vector<double> logarithms;
  for (const double value : values) logarithms.push_back(std::log(value));
  const auto spread = spread_of(logarithms);
  const double reach = std::max(reach_of(values.size()) * spread.deviation, std::log1p(kLeastRise));
  return UsualRange{std::exp(spread.middle), std::exp(spread.middle + reach)};
}

std::optional<UsualRange> usual_values(std::span<const double> values, double grain) {
  if (values.size() < kRunsNeeded) return std::nullopt;
  const auto spread = spread_of({values.begin(), values.end()});
  return UsualRange{spread.middle, spread.middle + std::max(reach_of(values.size()) * spread.deviation, grain)};
}

}  // namespace plimsoll
