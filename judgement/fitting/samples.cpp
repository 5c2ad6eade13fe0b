#include "judgement/fitting/samples.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kBuckets = kMaxSamples / 2;
constexpr std::size_t kMinBucketsOfLife = 8;

double at(const std::vector<double>& column, std::size_t row) { return row < column.size() ? column[row] : NAN; }

bool has_number(const std::vector<double>& column) {
  return std::any_of(column.begin(), column.end(), [](double value) { return std::isfinite(value); });
}

// The rows that are samples, by time; of rows that say the same instant (of the same process) the first.
std::vector<std::size_t> rows_by_time(const Trace& trace, bool with_lives) {
  std::vector<std::size_t> rows;
  const std::size_t count = std::min(trace.t_seconds.size(), trace.memory_bytes.size());
  for (std::size_t i = 0; i < count; ++i) {
    const double memory = trace.memory_bytes[i];
    if (!std::isfinite(trace.t_seconds[i]) || !std::isfinite(memory) || memory <= 0) continue;
    if (with_lives && !std::isfinite(at(trace.lives, i))) continue;
    rows.push_back(i);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::size_t a, std::size_t b) { return trace.t_seconds[a] < trace.t_seconds[b]; });
  std::vector<std::size_t> kept;
  std::set<double> lives_of_instant;
  for (const std::size_t row : rows) {
    if (kept.empty() || trace.t_seconds[kept.back()] != trace.t_seconds[row]) lives_of_instant.clear();
    if (lives_of_instant.insert(with_lives ? trace.lives[row] : 0).second) kept.push_back(row);
  }
  return kept;
}

// A gap is a NaN; a column without a single number is empty.
std::vector<double> pick_numbers(const std::vector<double>& column, const std::vector<std::size_t>& rows) {
  std::vector<double> picked(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double value = at(column, rows[i]);
    picked[i] = std::isfinite(value) ? value : NAN;
  }
  return has_number(picked) ? picked : std::vector<double>();
}

std::vector<double> filled(std::vector<double> column, double gap) {
  for (double& value : column) {
    if (std::isnan(value)) value = gap;
  }
  return column;
}

// Adds the rises up from 0; after a reset the counter's own value is the rise.
std::vector<double> counted_up(std::vector<double> column) {
  if (column.empty()) return column;
  double previous = *std::find_if(column.begin(), column.end(), [](double value) { return !std::isnan(value); });
  double total = 0;
  for (double& value : column) {
    const double now = std::isnan(value) ? previous : value;
    total += now >= previous ? now - previous : now;
    value = total;
    previous = now;
  }
  return column;
}

std::vector<std::size_t> lives_of(const std::vector<double>& restarts, std::size_t count) {
  std::vector<std::size_t> life(count, 0);
  double most = restarts.empty() ? 0 : restarts.front();
  for (std::size_t i = 1; i < restarts.size(); ++i) {
    life[i] = life[i - 1] + (restarts[i] > most ? 1 : 0);
    most = std::max(most, restarts[i]);
  }
  return life;
}

// Of each bucket the first least and the first greatest memory, in order of time.
void keep_extremes(const Samples& samples, const std::vector<std::size_t>& rows, std::size_t buckets,
                   std::vector<std::size_t>& kept) {
  const auto by_memory = [&](std::size_t a, std::size_t b) {
    return samples.memory_bytes[a] < samples.memory_bytes[b];
  };
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    const auto from = rows.begin() + static_cast<std::ptrdiff_t>(bucket * rows.size() / buckets);
    const auto to = rows.begin() + static_cast<std::ptrdiff_t>((bucket + 1) * rows.size() / buckets);
    const std::size_t least = *std::min_element(from, to, by_memory);
    const std::size_t greatest = *std::max_element(from, to, by_memory);
    kept.push_back(std::min(least, greatest));
    if (least != greatest) kept.push_back(std::max(least, greatest));
  }
}

}  // namespace

Samples clean(const Trace& trace) {
  const bool with_lives = has_number(trace.lives);
  const auto rows = rows_by_time(trace, with_lives);
  Samples samples;
  samples.t_s = pick_numbers(trace.t_seconds, rows);
  samples.memory_bytes = pick_numbers(trace.memory_bytes, rows);
  samples.requests = counted_up(pick_numbers(trace.requests_total, rows));
  samples.aborted = counted_up(pick_numbers(trace.aborted_total, rows));
  if (!samples.aborted.empty() && samples.aborted.back() <= samples.aborted.front()) samples.aborted.clear();
  samples.users = filled(pick_numbers(trace.active_users, rows), 0);
  samples.processes = filled(pick_numbers(trace.processes, rows), 1);
  if (with_lives) samples.lives = pick_numbers(trace.lives, rows);
  samples.life = lives_of(filled(pick_numbers(trace.restarts_total, rows), 0), rows.size());
  for (const auto& type : trace.requests_by_type) {
    auto counts = counted_up(pick_numbers(type.counts, rows));
    if (counts.empty()) continue;
    samples.request_types.push_back(type.name);
    samples.requests_by_type.push_back(std::move(counts));
  }
  return samples;
}

Samples select(const Samples& samples, const std::vector<std::size_t>& rows) {
  const auto pick_from = [&](const auto& column) {
    std::remove_cvref_t<decltype(column)> picked;
    if (column.empty()) return picked;
    picked.reserve(rows.size());
    for (const std::size_t row : rows) picked.push_back(column[row]);
    return picked;
  };
  Samples picked;
  picked.t_s = pick_from(samples.t_s);
  picked.memory_bytes = pick_from(samples.memory_bytes);
  picked.requests = pick_from(samples.requests);
  picked.aborted = pick_from(samples.aborted);
  picked.users = pick_from(samples.users);
  picked.processes = pick_from(samples.processes);
  picked.lives = pick_from(samples.lives);
  picked.life = pick_from(samples.life);
  picked.request_types = samples.request_types;
  for (const auto& type : samples.requests_by_type) picked.requests_by_type.push_back(pick_from(type));
  return picked;
}

std::vector<std::vector<std::size_t>> rows_by_life(const Samples& samples) {
  std::vector<std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples.life[i] >= rows.size()) rows.resize(samples.life[i] + 1);
    rows[samples.life[i]].push_back(i);
  }
  return rows;
}

Samples thin(Samples samples, Lives lives) {
  const std::size_t count = samples.size();
  if (count <= kMaxSamples) return samples;
  std::vector<std::size_t> kept;
  if (lives == Lives::in_turn) {
    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    keep_extremes(samples, all, kBuckets, kept);
    return select(samples, kept);
  }
  for (const auto& rows : rows_by_life(samples)) {
    const std::size_t buckets = std::max(kMinBucketsOfLife, kBuckets * rows.size() / count);
    if (rows.size() > 2 * buckets) {
      keep_extremes(samples, rows, buckets, kept);
    } else {
      kept.insert(kept.end(), rows.begin(), rows.end());
    }
  }
  std::sort(kept.begin(), kept.end());
  return select(samples, kept);
}

}  // namespace plimsoll
