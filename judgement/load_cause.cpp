#include "judgement/load_cause.h"

#include "core/time.h"
#include "judgement/fitting/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr double kSureT = 5;
constexpr double kNothingT = 2;
constexpr double kMainShare = 0.8;          // of the growth, at least
constexpr double kOtherShare = 0.5;         // that the other may still have at most
constexpr double kLeastOwn = 1e-4;          // of requests and time that are not one
constexpr double kLeastOwnOfAborts = 1e-6;  // they come by chance, beside what they are a share of

struct Part {
  double per_unit = 0;        // bytes a request, an abort, or a second
  double standard_error = 0;  // of it
  double units = 0;           // requests, aborts, or seconds, in the judged part

  double grown() const { return per_unit * units; }
  double t() const { return per_unit / standard_error; }
  double at_most() const { return (std::abs(per_unit) + kNothingT * standard_error) * units; }
};

struct Parts {
  Part one, other;
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

// The floor by two columns at once, beside levels, covariates and the chosen shape; absent where less than `least_own`
// of the one is not the other.
std::optional<Parts> split(const JudgedFloor& judged, const std::vector<double>& one, const std::vector<double>& other,
                           double least_own) {
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
  const auto y = column(memory_above_least(points)), a = column(one), b = column(other);
  const double aa = dot(a, a), bb = dot(b, b), ab = dot(a, b), ay = dot(a, y), by = dot(b, y);
  const double determinant = aa * bb - ab * ab;
  if (!(determinant > least_own * aa * bb)) return std::nullopt;
  const double by_one = (bb * ay - ab * by) / determinant, by_other = (aa * by - ab * ay) / determinant;
  const auto count = static_cast<double>(y.size());
  const double quantum = judged.series.quantum_bytes;
  const double left = sum_of_squares_left(y, a, by_one, b, by_other) + count * quantum * quantum / 12;
  const double variance = left / std::max(1.0, count - static_cast<double>(basis.rank()) - 2);
  return Parts{{by_one, std::sqrt(variance * bb / determinant), range(one)},
               {by_other, std::sqrt(variance * aa / determinant), range(other)}};
}

bool explains_alone(const Part& one, const Part& other) {
  const double grown = one.grown() + other.grown();
  return one.t() >= kSureT && std::abs(other.t()) < kNothingT && one.grown() >= kMainShare * grown &&
         other.at_most() < kOtherShare * grown;
}

// What aborts keep, where neither time nor the requests that they are a share of explain it as well.
std::optional<Part> by_aborts_alone(const JudgedFloor& judged) {
  const FloorPoints& points = judged.points;
  if (points.aborted.empty()) return std::nullopt;
  const auto beside_time = split(judged, points.aborted, time_since_cut(points), kLeastOwnOfAborts);
  if (!beside_time || !explains_alone(beside_time->one, beside_time->other)) return std::nullopt;
  if (points.requests.empty()) return beside_time->one;
  const auto beside_requests = split(judged, points.aborted, points.requests, kLeastOwnOfAborts);
  if (!beside_requests || !explains_alone(beside_requests->one, beside_requests->other)) return std::nullopt;
  return beside_time->one;
}

}  // namespace

std::optional<Cause> cause_by_aborts(const JudgedFloor& judged) {
  const auto aborts = by_aborts_alone(judged);
  if (!aborts) return std::nullopt;
  return Cause{CauseKind::per_abort,
               fmt::format("The growth follows the requests whose client left before the answer, {} each.",
                           judged.subject.amount(aborts->per_unit * judged.alive))};
}

std::optional<Cause> cause_by_load(const JudgedFloor& judged) {
  if (judged.points.requests.empty() || judged.points.uneven_load.empty()) return std::nullopt;
  const auto parts = split(judged, judged.points.requests, time_since_cut(judged.points), kLeastOwn);
  if (!parts) return std::nullopt;
  const auto a_request = judged.subject.amount(std::max(0.0, parts->one.per_unit) * judged.alive);
  const auto an_hour = judged.subject.amount(std::max(0.0, parts->other.per_unit) * kSecondsPerHour * judged.alive);
  if (explains_alone(parts->one, parts->other)) {
    return Cause{
        CauseKind::per_request,
        fmt::format("The growth follows the requests, {} each; time by itself adds {} an hour.", a_request, an_hour)};
  }
  if (explains_alone(parts->other, parts->one)) {
    return Cause{CauseKind::per_time,
                 fmt::format("The growth goes on by {} an hour however many requests come; they add {} each.", an_hour,
                             a_request)};
  }
  return std::nullopt;
}

}  // namespace plimsoll
