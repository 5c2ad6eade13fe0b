#include "monitors/judgement/load_cause.h"

#include "monitors/judgement/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr double kSureT = 5;
constexpr double kNothingT = 2;
constexpr double kMainShare = 0.8;   // of the growth, at least
constexpr double kOtherShare = 0.5;  // that the other may still have at most
constexpr double kLeastOwn = 1e-4;   // of two columns that are not one

struct Part {
  double per_unit = 0;        // bytes a request, or a second
  double standard_error = 0;  // of it
  double units = 0;           // requests, or seconds, in the judged part

  double grown() const { return per_unit * units; }
  double t() const { return per_unit / standard_error; }
  double at_most() const { return (std::abs(per_unit) + kNothingT * standard_error) * units; }
};

struct Parts {
  Part requests, time;
};

double sum_of_squares_left(const std::vector<double>& y, const std::vector<double>& a, double by_a,
                           const std::vector<double>& b, double by_b) {
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double left = y[i] - by_a * a[i] - by_b * b[i];
    sum += left * left;
  }
  return sum;
}

// The floor by requests and by time at once, beside levels, covariates and the chosen shape; absent where requests and
// time are one.
std::optional<Parts> split(const JudgedFloor& judged) {
  const FloorPoints& points = judged.points;
  const double phi = judged.found.phi;
  Basis basis(points.segment, phi);
  for (const auto& covariate : points.covariates) basis.add(whiten(covariate, points.segment, phi));
  const Shape& shape = judged.found.chosen.shape;
  if (shape.kind != ShapeKind::none) basis.add(whiten(evaluate(shape, points), points.segment, phi));
  const auto column = [&](const std::vector<double>& values) {
    auto rows = whiten(values, points.segment, phi);
    basis.partial_out(rows);
    basis.partial_out(rows);
    return rows;
  };
  const auto y = column(memory_above_least(points)), r = column(points.requests), t = column(time_since_cut(points));
  const double rr = dot(r, r), tt = dot(t, t), rt = dot(r, t), ry = dot(r, y), ty = dot(t, y);
  const double determinant = rr * tt - rt * rt;
  if (!(determinant > kLeastOwn * rr * tt)) return std::nullopt;
  const double by_request = (tt * ry - rt * ty) / determinant, by_second = (rr * ty - rt * ry) / determinant;
  const auto count = static_cast<double>(y.size());
  const double quantum = judged.series.quantum_bytes;
  const double left = sum_of_squares_left(y, r, by_request, t, by_second) + count * quantum * quantum / 12;
  const double variance = left / std::max(1.0, count - static_cast<double>(basis.rank()) - 2);
  return Parts{{by_request, std::sqrt(variance * tt / determinant), range(points.requests)},
               {by_second, std::sqrt(variance * rr / determinant), range(points.t_s)}};
}

bool explains_alone(const Part& one, const Part& other) {
  const double grown = one.grown() + other.grown();
  return one.t() >= kSureT && std::abs(other.t()) < kNothingT && one.grown() >= kMainShare * grown &&
         other.at_most() < kOtherShare * grown;
}

}  // namespace

std::optional<Cause> cause_by_load(const JudgedFloor& judged) {
  constexpr double kHour = 3600;
  if (judged.points.requests.empty() || judged.points.uneven_load.empty()) return std::nullopt;
  const auto parts = split(judged);
  if (!parts) return std::nullopt;
  const auto a_request = judged.subject.amount(std::max(0.0, parts->requests.per_unit) * judged.alive);
  const auto an_hour = judged.subject.amount(std::max(0.0, parts->time.per_unit) * kHour * judged.alive);
  if (explains_alone(parts->requests, parts->time)) {
    return Cause{
        CauseKind::per_request,
        fmt::format("The growth follows the requests, {} each; time by itself adds {} an hour.", a_request, an_hour)};
  }
  if (explains_alone(parts->time, parts->requests)) {
    return Cause{CauseKind::per_time,
                 fmt::format("The growth goes on by {} an hour however many requests come; they add {} each.", an_hour,
                             a_request)};
  }
  return std::nullopt;
}

}  // namespace plimsoll
