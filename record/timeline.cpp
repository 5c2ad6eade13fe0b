#include "record/timeline.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint32_t kJoinedBuckets = 4;
constexpr double kShortest = 0.5;  // of a second

}  // namespace

Timeline::Timeline(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity & ~std::size_t{1}, 2)) {
  entries_.reserve(capacity_);
}

void Timeline::add(const TimelineRow& second, const Histogram& response_time) {
  auto row = second;
  auto times = packed(coarse_times(response_time, kJoinedBuckets));
  if (!response_time.empty()) {
    row.p50_ms = to_milliseconds(response_time.quantile(0.5));
    row.p95_ms = to_milliseconds(response_time.quantile(0.95));
    row.p99_ms = to_milliseconds(response_time.quantile(0.99));
    row.max_ms = to_milliseconds(response_time.maximum());
  }
  // What is left over at the end would be a row of its own whose rates say nothing; by then the users have gone.
  if (second.length_s < kShortest && !entries_.empty()) {
    const auto last = unpacked_row(entries_.back().row);
    if (last.warmup == second.warmup) {
      row.active_users = last.active_users;
      join(entries_.back(), row, times);
      return;
    }
  }
  if (!entries_.empty() && seconds_in_last_ < seconds_per_row_) {
    join(entries_.back(), row, times);
    ++seconds_in_last_;
    return;
  }
  if (entries_.size() == capacity_) halve();
  entries_.push_back({packed(row), std::move(times)});
  seconds_in_last_ = 1;
}

void Timeline::join(Entry& entry, const TimelineRow& next, const PackedTimes& next_times) {
  auto row = unpacked_row(entry.row);
  row.length_s = next.t_s + next.length_s - row.t_s;
  row.active_users = next.active_users;
  row.in_flight = next.in_flight;
  row.requests += next.requests;
  row.failures += next.failures;
  row.failures_by_kind.merge(next.failures_by_kind);
  row.dropped += next.dropped;
  row.late += next.late;
  row.warmup_requests += next.warmup_requests;
  if (next.max_ms) row.max_ms = std::max(row.max_ms.value_or(0), *next.max_ms);
  const auto times = merged(unpacked(entry.times), unpacked(next_times));
  entry.times = packed(times);
  const auto quantile = [&](double q) {
    const auto middle = quantile_ms(times, kJoinedBuckets, q);
    return middle && row.max_ms ? std::min(*middle, *row.max_ms) : middle;
  };
  row.p50_ms = quantile(0.5);
  row.p95_ms = quantile(0.95);
  row.p99_ms = quantile(0.99);
  entry.row = packed(row);
}

void Timeline::halve() {
  for (std::size_t i = 0; i < entries_.size() / 2; ++i) {
    const auto& next = entries_[2 * i + 1];
    join(entries_[2 * i], unpacked_row(next.row), next.times);
    if (i > 0) entries_[i] = std::move(entries_[2 * i]);
  }
  entries_.resize(entries_.size() / 2);
  seconds_per_row_ *= 2;
}

std::vector<TimelineRow> Timeline::rows() const {
  std::vector<TimelineRow> rows;
  rows.reserve(entries_.size());
  for (const auto& entry : entries_) rows.push_back(unpacked_row(entry.row));
  return rows;
}

}  // namespace plimsoll
