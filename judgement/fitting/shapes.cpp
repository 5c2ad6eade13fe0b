#include "judgement/fitting/shapes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace plimsoll {
namespace {

constexpr double kHingeFrom = 0.04;
constexpr double kHingeTo = 0.75;
constexpr double kTimeConstants[] = {0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6};
constexpr double kGreatestTimeConstantOfLives = 0.3;
constexpr double kSlowSettling = 0.3;
constexpr double kRootExponent = 0.5;
// One life has at most 64 points and so 63 places. Thousands of lives have thousands, as close as no trace can tell
// apart; evenly chosen ones keep the cost in bounds.
constexpr std::size_t kMaxPlaces = 256;
constexpr double kFilledBy[] = {0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75};
// Between the share of the requests and that of the time: below it, shapes of both look the same.
constexpr double kUnevenRequests = 0.05;

double share_of_judged(const FloorPoints& points, double age_s) {
  return (age_s - points.cut_s) / (points.longest_s - points.cut_s);
}

// Between every two neighbouring ages, all lives together.
std::vector<double> places(const FloorPoints& points) {
  std::vector<double> shares;
  for (const double age_s : points.age_s) shares.push_back(share_of_judged(points, age_s));
  std::sort(shares.begin(), shares.end());
  shares.erase(std::unique(shares.begin(), shares.end()), shares.end());
  std::vector<double> between;
  for (std::size_t i = 1; i < shares.size(); ++i) between.push_back((shares[i - 1] + shares[i]) / 2);
  if (between.size() <= kMaxPlaces) return between;
  std::vector<double> chosen;
  for (std::size_t i = 0; i < kMaxPlaces; ++i) chosen.push_back(between[i * between.size() / kMaxPlaces]);
  return chosen;
}

void add_hinges(std::vector<Shape>& shapes, const std::vector<double>& places, double from, double to) {
  for (const double place : places) {
    if (place >= from && place <= to) shapes.push_back({ShapeKind::hinge, place});
  }
}

double share_of_requests(const FloorPoints& points, std::size_t i) {
  return (points.requests[i] - points.requests.front()) / (points.requests.back() - points.requests.front());
}

// Of a single life: those of several do not know how many of the requests they got.
bool requests_tell_more_than_time(const FloorPoints& points) {
  if (points.several_lives() || points.requests.size() != points.size() || points.size() == 0) return false;
  if (points.requests.back() <= points.requests.front()) return false;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (std::abs(share_of_requests(points, i) - share_of_judged(points, points.age_s[i])) > kUnevenRequests)
      return true;
  return false;
}

}  // namespace

std::string_view to_string(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::none:
      return "none";
    case ShapeKind::hinge:
      return "hinge";
    case ShapeKind::step:
      return "step";
    case ShapeKind::settling:
      return "settling";
    case ShapeKind::root:
      return "root";
    case ShapeKind::filling_by_requests:
      return "filling by requests";
    case ShapeKind::settling_by_requests:
      return "settling by requests";
  }
  return "none";
}

bool is_slow(const Shape& shape) {
  const bool settles = shape.kind == ShapeKind::settling || shape.kind == ShapeKind::settling_by_requests;
  return shape.kind == ShapeKind::root || (settles && shape.parameter > kSlowSettling);
}

std::vector<Shape> harmless_shapes(const FloorPoints& points) {
  const auto between = places(points);
  std::vector<Shape> shapes = {{}};
  add_hinges(shapes, between, kHingeFrom, kHingeTo);
  for (const double place : between) shapes.push_back({ShapeKind::step, place});
  for (const double constant : kTimeConstants) {
    if (points.several_lives() && constant > kGreatestTimeConstantOfLives) continue;
    shapes.push_back({ShapeKind::settling, constant});
  }
  shapes.push_back({ShapeKind::root, kRootExponent});
  if (!requests_tell_more_than_time(points)) return shapes;
  for (const double share : kFilledBy) shapes.push_back({ShapeKind::filling_by_requests, share});
  for (const double constant : kTimeConstants) shapes.push_back({ShapeKind::settling_by_requests, constant});
  return shapes;
}

std::vector<Shape> hinges(const FloorPoints& points, double from, double to) {
  std::vector<Shape> shapes = {{}};
  add_hinges(shapes, places(points), from, to);
  return shapes;
}

std::vector<double> evaluate(const Shape& shape, const FloorPoints& points) {
  std::vector<double> values(points.size(), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double age_s = points.age_s[i] - points.cut_s;
    const double share = share_of_judged(points, points.age_s[i]);
    switch (shape.kind) {
      case ShapeKind::none:
        break;
      case ShapeKind::hinge:
        values[i] = std::min(share, shape.parameter) / shape.parameter;
        break;
      case ShapeKind::step:
        values[i] = share > shape.parameter ? 1 : 0;
        break;
      case ShapeKind::settling:
        values[i] = 1 - std::exp(-age_s / (shape.parameter * points.longest_s));
        break;
      case ShapeKind::root:
        values[i] = std::pow(share, shape.parameter);
        break;
      case ShapeKind::filling_by_requests:
        values[i] = std::min(share_of_requests(points, i), shape.parameter) / shape.parameter;
        break;
      case ShapeKind::settling_by_requests:
        values[i] = 1 - std::exp(-share_of_requests(points, i) / shape.parameter);
        break;
    }
  }
  return values;
}

}  // namespace plimsoll
