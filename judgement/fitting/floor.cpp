#include "judgement/fitting/floor.h"

#include "judgement/fitting/covariates.h"
#include "judgement/fitting/sawtooth.h"
#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kMaxPoints = 64;
constexpr double kSamplesAPoint = 4;
constexpr double kMinWindows = 4;
constexpr std::size_t kMinSamplesOfLife = 16;
constexpr double kMinSpanOfLife = 0.1;

using Rows = std::vector<std::size_t>;

std::vector<double> pick(const std::vector<double>& column, const Rows& rows) {
  std::vector<double> picked;
  if (column.empty()) return picked;
  picked.reserve(rows.size());
  for (const std::size_t row : rows) picked.push_back(column[row]);
  return picked;
}

double mean_of(const std::vector<double>& column, const Rows& rows) {
  double sum = 0;
  for (const std::size_t row : rows) sum += column[row];
  return sum / static_cast<double>(rows.size());
}

class Collector {
 public:
  explicit Collector(const Series& series, double cut_share) : series_(series) {
    points_.cut_share = cut_share;
    points_.longest_s = series.longest_s;
    points_.cut_s = cut_share * series.longest_s;
    points_.requests_by_type.resize(series.samples.requests_by_type.size());
  }

  FloorPoints collect() {
    const auto lives = lives_that_count();
    points_.lives = lives.size();
    if (lives.size() == 1) collect_troughs(lives.front());
    if (!points_.sawtooth) collect_windows(lives);
    if (points_.size() > 0) add_covariates(points_, load_, series_.lives);
    return std::move(points_);
  }

 private:
  double span_s(const Rows& rows) const { return series_.samples.t_s[rows.back()] - series_.samples.t_s[rows.front()]; }

  std::vector<Rows> lives_that_count() const {
    auto lives = rows_by_life(series_.samples);
    for (auto& rows : lives) {
      std::erase_if(rows, [&](std::size_t row) { return series_.age_s[row] < points_.cut_s; });
    }
    std::erase_if(lives, [&](const Rows& rows) {
      return rows.size() < kMinSamplesOfLife || span_s(rows) < kMinSpanOfLife * series_.longest_s;
    });
    return lives;
  }

  // Memory after each collection; too many of them: the least of each group.
  void collect_troughs(const Rows& rows) {
    const auto& samples = series_.samples;
    const auto troughs = collections(pick(samples.t_s, rows), pick(samples.memory_bytes, rows));
    if (!troughs) return;
    points_.sawtooth = true;
    points_.teeth = troughs->size();
    points_.between_samples_bytes = rise_between_samples(rows, *troughs);
    const auto group = static_cast<std::size_t>(std::ceil(static_cast<double>(troughs->size()) / kMaxPoints));
    for (std::size_t from = 0; from + group <= troughs->size(); from += group) {
      std::size_t least = rows[(*troughs)[from]];
      for (std::size_t i = from + 1; i < from + group; ++i) {
        const std::size_t row = rows[(*troughs)[i]];
        if (samples.memory_bytes[row] < samples.memory_bytes[least]) least = row;
      }
      add_point(0, {least});
    }
  }

  // Each tooth from its trough to its peak.
  double rise_between_samples(const Rows& rows, const Rows& troughs) const {
    std::vector<double> rises;
    for (std::size_t i = 0; i + 1 < troughs.size(); ++i) {
      const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(troughs[i]);
      const auto end = rows.begin() + static_cast<std::ptrdiff_t>(troughs[i + 1]);
      const auto& memory = series_.samples.memory_bytes;
      const auto peak = std::max_element(begin, end, [&](auto a, auto b) { return memory[a] < memory[b]; });
      if (peak != begin) rises.push_back((memory[*peak] - memory[*begin]) / static_cast<double>(peak - begin));
    }
    return rises.empty() ? 0 : median(std::move(rises));
  }

  void collect_windows(const std::vector<Rows>& lives) {
    double samples = 0, total_s = 0;
    for (const auto& rows : lives) {
      samples += static_cast<double>(rows.size());
      total_s += span_s(rows);
    }
    const double wanted = std::min(kMaxPoints, std::floor(samples / kSamplesAPoint));
    for (std::size_t life = 0; life < lives.size(); ++life) {
      const double share = wanted * span_s(lives[life]) / total_s;
      collect_windows_of(life, lives[life], std::max(kMinWindows, std::nearbyint(share)));
    }
  }

  void collect_windows_of(std::size_t segment, const Rows& rows, double windows) {
    const double first_s = series_.samples.t_s[rows.front()], span = span_s(rows);
    std::vector<Rows> window(static_cast<std::size_t>(windows));
    for (const std::size_t row : rows) {
      const double place = (series_.samples.t_s[row] - first_s) / span * windows;
      window[std::min(static_cast<std::size_t>(place), window.size() - 1)].push_back(row);
    }
    for (const auto& in_window : window) {
      if (in_window.size() >= 2) add_point(segment, in_window);
    }
  }

  void add_point(std::size_t segment, const Rows& rows) {
    const auto& samples = series_.samples;
    points_.segment.push_back(segment);
    points_.age_s.push_back(mean_of(series_.age_s, rows));
    points_.t_s.push_back(mean_of(samples.t_s, rows));
    points_.memory_bytes.push_back(lower_quartile(pick(samples.memory_bytes, rows)));
    for (std::size_t type = 0; type < samples.requests_by_type.size(); ++type) {
      points_.requests_by_type[type].push_back(mean_of(samples.requests_by_type[type], rows));
    }
    if (!series_.peak_users.empty()) {
      load_.users.push_back(mean_of(samples.users, rows));
      load_.peak_users.push_back(mean_of(series_.peak_users, rows));
    }
    if (!samples.aborted.empty()) points_.aborted.push_back(mean_of(samples.aborted, rows));
    if (samples.requests.empty()) return;
    points_.requests.push_back(mean_of(samples.requests, rows));
    const double time_s = span_s(rows);
    const double requests = samples.requests[rows.back()] - samples.requests[rows.front()];
    load_.own_rate.push_back(time_s > 0 ? requests / time_s : 0);
  }

  const Series& series_;
  FloorPoints points_;
  LoadAtFloor load_;
};

}  // namespace

FloorPoints floor_points(const Series& series, double cut_share) { return Collector(series, cut_share).collect(); }

FloorPoints select(const FloorPoints& points, const std::vector<std::size_t>& places) {
  FloorPoints picked = points;
  picked.segment.clear();
  for (const std::size_t place : places) picked.segment.push_back(points.segment[place]);
  picked.age_s = pick(points.age_s, places);
  picked.t_s = pick(points.t_s, places);
  picked.memory_bytes = pick(points.memory_bytes, places);
  picked.requests = pick(points.requests, places);
  picked.aborted = pick(points.aborted, places);
  for (auto& type : picked.requests_by_type) type = pick(type, places);
  for (auto& covariate : picked.covariates) covariate = pick(covariate, places);
  picked.uneven_load = pick(points.uneven_load, places);
  return picked;
}

}  // namespace plimsoll
