#include "reports/quality/quality_lines.h"

#include <algorithm>
#include <array>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostLines = 6;  // as reports/page/src/charts/request_charts.ts has looks
constexpr std::size_t kMostPoints = 120;
constexpr std::uint64_t kFewestRows = 20;  // of a point on average: fewer tell more of the rows than of the model

// So many steps make a point.
std::size_t steps_of_a_point(const QualitySteps& over_time) {
  std::uint64_t rows = 0;
  std::size_t with_rows = 0;
  for (const auto& step : over_time.steps) {
    rows += step.rows;
    if (step.rows > 0) ++with_rows;
  }
  const auto count = over_time.steps.size();
  auto group = (count + kMostPoints - 1) / kMostPoints;
  if (rows > 0) group = std::max<std::size_t>(group, (kFewestRows * with_rows + rows - 1) / rows);
  return std::clamp<std::size_t>(group, 1, std::max<std::size_t>(1, count / 4));
}

struct QualityPoint {
  std::size_t first = 0, end = 0;  // steps
  QualityStep sum;
};

// A stretch with few rows, as the end of a run has it and a turn of slow batches, is a part of the next one, or else of
// the one before: by itself it would tell of these rows alone. One without rows stays a gap.
std::vector<QualityPoint> points_of(const std::vector<QualityStep>& steps, std::size_t group) {
  std::vector<QualityPoint> points;
  std::uint64_t rows = 0;
  std::size_t with_rows = 0;
  for (std::size_t i = 0; i < steps.size(); i += group) {
    auto& point = points.emplace_back(QualityPoint{i, std::min(i + group, steps.size()), {}});
    for (std::size_t j = i; j < point.end; ++j) point.sum.add(steps[j]);
    rows += point.sum.rows;
    if (point.sum.rows > 0) ++with_rows;
  }
  // Where all have few rows, half of what they have in the mean is enough.
  const auto fewest = std::min(kFewestRows, with_rows == 0 ? 0 : rows / with_rows) / 2;
  const auto is_small = [&](const QualityPoint& point) { return point.sum.rows > 0 && point.sum.rows < fewest; };
  std::vector<QualityPoint> joined;
  for (const auto& point : points) {
    if (!joined.empty() && (is_small(joined.back()) || (is_small(point) && point.end == steps.size())) &&
        joined.back().sum.rows > 0 && point.sum.rows > 0) {
      joined.back().end = point.end;
      joined.back().sum.add(point.sum);
    } else {
      joined.push_back(point);
    }
  }
  return joined;
}

QualityLine line_of(const LabelledRequest& request, std::string_view figure) {
  const auto& steps = request.over_time.steps;
  const auto group = steps_of_a_point(request.over_time);
  QualityLine line;
  line.figure = figure;
  line.request = request.name;
  line.step_s = static_cast<double>(group) * request.over_time.step_s;
  for (const auto& point : points_of(steps, group)) {
    line.t_s.push_back(static_cast<double>(point.first + point.end) / 2 * request.over_time.step_s);
    line.values.push_back(QualitySteps::figure(point.sum, figure));
  }
  return line;
}

}  // namespace

std::vector<QualityLine> quality_lines(const RunRecord& record) {
  constexpr std::array<std::string_view, 4> kFigures = {"log_loss", "accuracy", "rmse", "mae"};
  std::vector<QualityLine> lines;
  for (const auto figure : kFigures) {
    const bool is_of_values = figure == "rmse" || figure == "mae";
    std::size_t drawn = 0;
    for (const auto& request : record.labelled) {
      if (request.are_values != is_of_values || drawn == kMostLines) continue;
      auto line = line_of(request, figure);
      const auto known = std::count_if(line.values.begin(), line.values.end(), [](const auto& one) { return !!one; });
      if (known < 2) continue;
      lines.push_back(std::move(line));
      ++drawn;
    }
  }
  return lines;
}

const TimeSeries* changed_probes(const RunRecord& record) {
  if (!record.probes) return nullptr;
  for (const auto& series : record.probes->series) {
    const auto points = series.points();
    const auto is_any = [](const SeriesPoint& point) { return point.max > 0; };
    if (series.name() == kProbesChanged && std::any_of(points.begin(), points.end(), is_any)) return &series;
  }
  return nullptr;
}

}  // namespace plimsoll
