#include "judgement/curves/knee.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

struct Spot {
  double x = 0, y = 0;
};

struct Bent {
  double at = 0;
  double level = 0;  // of the first line at 0
  double before = 0, turn = 0;
  double left = std::numeric_limits<double>::infinity();  // squares that it leaves over
};

double line_leaves(const std::vector<Spot>& spots) {
  const auto n = static_cast<double>(spots.size());
  double mean_x = 0, mean_y = 0, xx = 0, xy = 0, yy = 0;
  for (const auto& spot : spots) {
    mean_x += spot.x / n;
    mean_y += spot.y / n;
  }
  for (const auto& spot : spots) {
    xx += (spot.x - mean_x) * (spot.x - mean_x);
    xy += (spot.x - mean_x) * (spot.y - mean_y);
    yy += (spot.y - mean_y) * (spot.y - mean_y);
  }
  return xx > 0 ? yy - xy * xy / xx : yy;
}

// Least squares of y = level + before x + turn max(0, x - at), by the normal equations.
Bent bent_at(const std::vector<Spot>& spots, double at) {
  std::array<std::array<double, 4>, 3> rows{};
  for (const auto& spot : spots) {
    const std::array<double, 3> terms = {1, spot.x, std::max(0.0, spot.x - at)};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) rows[i][j] += terms[i] * terms[j];
      rows[i][3] += terms[i] * spot.y;
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    auto pivot = i;
    for (std::size_t k = i + 1; k < 3; ++k)
      if (std::abs(rows[k][i]) > std::abs(rows[pivot][i])) pivot = k;
    std::swap(rows[i], rows[pivot]);
    if (std::abs(rows[i][i]) < 1e-12) return {};
    for (std::size_t k = 0; k < 3; ++k) {
      if (k == i) continue;
      const double share = rows[k][i] / rows[i][i];
      for (std::size_t j = i; j < 4; ++j) rows[k][j] -= share * rows[i][j];
    }
  }
  Bent bent{at, rows[0][3] / rows[0][0], rows[1][3] / rows[1][1], rows[2][3] / rows[2][2], 0};
  for (const auto& spot : spots) {
    const double off = spot.y - bent.level - bent.before * spot.x - bent.turn * std::max(0.0, spot.x - at);
    bent.left += off * off;
  }
  return bent;
}

// At least two loads on either side of the bend.
Bent best_bend(const std::vector<Spot>& spots) {
  constexpr int kSteps = 400;
  const double from = spots[1].x;
  const double to = spots[spots.size() - 2].x;
  Bent best;
  for (int i = 0; i <= kSteps; ++i) {
    const auto bent = bent_at(spots, from + (to - from) * i / kSteps);
    if (bent.left < best.left) best = bent;
  }
  return best;
}

std::string why_none_of(const Bent& bent, double explained) {
  if (bent.before < kLeastRise) return "throughput grows little from the lowest load on: begin lower";
  if (bent.before + bent.turn > kMostLeft * bent.before) return "throughput still grows at the highest load: go higher";
  if (explained < kLeastExplained) return "one line fits throughput as well as two do";
  return {};
}

}  // namespace

KneeSearch find_knee(std::vector<LoadPoint> points) {
  std::erase_if(points, [](const LoadPoint& point) { return point.load <= 0 || point.throughput <= 0; });
  std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.load < b.load; });
  std::vector<Spot> spots;
  double highest = 0;
  for (const auto& point : points) {
    highest = std::max(highest, point.throughput);
    const Spot spot{std::log(point.load), std::log(highest)};
    if (!spots.empty() && spot.x - spots.back().x < 1e-9)
      spots.back() = spot;
    else
      spots.push_back(spot);
  }
  if (spots.size() < kKneePoints)
    return {std::nullopt, fmt::format("only {} load{} with good answers: a knee needs {}", spots.size(),
                                      spots.size() == 1 ? "" : "s", kKneePoints)};
  const auto bent = best_bend(spots);
  const double straight = line_leaves(spots);
  const double explained = straight > 0 ? 1 - bent.left / straight : 0;
  if (auto why = why_none_of(bent, explained); !why.empty()) return {std::nullopt, std::move(why)};
  Knee knee;
  knee.load = std::exp(bent.at);
  knee.throughput = std::exp(bent.level + bent.before * bent.at);
  knee.slope_before = bent.before;
  knee.slope_after = bent.before + bent.turn;
  knee.explained = explained;
  knee.below = points.front().load;
  knee.above = points.back().load;
  constexpr double kSameLoad = 0.02;
  for (const auto& point : points) {
    if (point.load <= knee.load * (1 + kSameLoad)) knee.below = std::max(knee.below, point.load);
    if (point.load >= knee.load * (1 - kSameLoad)) knee.above = std::min(knee.above, point.load);
  }
  return {knee, ""};
}

}  // namespace plimsoll
