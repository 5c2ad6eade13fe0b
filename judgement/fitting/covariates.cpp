#include "judgement/fitting/covariates.h"

#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kMinRange = 0.02;
constexpr double kMinRateVariation = 0.25;
constexpr double kMinUneven = 0.01;
constexpr std::size_t kMinPointsForRate = 5;

std::vector<double> scaled(std::vector<double> column) {
  const double greatest = greatest_absolute(column);
  if (greatest > 0) {
    for (double& value : column) value /= greatest;
  }
  return column;
}

void add_if_it_moves(FloorPoints& points, std::vector<double> column) {
  if (range(column) <= kMinRange * greatest_absolute(column)) return;
  points.covariates.push_back(scaled(std::move(column)));
}

std::vector<double> rate_between_neighbours(const FloorPoints& points) {
  const std::size_t last = points.size() - 1;
  std::vector<double> rate(points.size());
  for (std::size_t i = 0; i <= last; ++i) {
    const std::size_t before = i == 0 ? 0 : i - 1, after = std::min(i + 1, last);
    const double time_s = points.t_s[after] - points.t_s[before];
    rate[i] = time_s > 0 ? (points.requests[after] - points.requests[before]) / time_s : 0;
  }
  return rate;
}

std::vector<double> running_maximum_in_time(const std::vector<double>& values, const std::vector<double>& t_s) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return t_s[a] < t_s[b]; });
  std::vector<double> maximum(values.size());
  double most = values[order.front()];
  for (const std::size_t place : order) maximum[place] = most = std::max(most, values[place]);
  return maximum;
}

void add_rate(FloorPoints& points, const LoadAtFloor& load, Lives lives) {
  auto rate = lives == Lives::side_by_side ? load.own_rate : rate_between_neighbours(points);
  const double pace = mean(rate);
  if (pace <= 0 || standard_deviation(rate) <= kMinRateVariation * pace) return;
  auto peak = running_maximum_in_time(rate, points.t_s);
  add_if_it_moves(points, std::move(rate));
  add_if_it_moves(points, std::move(peak));
}

}  // namespace

void add_covariates(FloorPoints& points, const LoadAtFloor& load, Lives lives) {
  if (!load.users.empty()) {
    add_if_it_moves(points, load.users);
    add_if_it_moves(points, load.peak_users);
  } else if (!points.requests.empty() && !points.sawtooth && points.size() >= kMinPointsForRate) {
    add_rate(points, load, lives);
  }
  if (points.requests.empty()) return;
  auto uneven = line_residuals(points.t_s, points.requests);
  if (standard_deviation(uneven) > kMinUneven * range(points.requests)) points.uneven_load = scaled(std::move(uneven));
}

}  // namespace plimsoll
