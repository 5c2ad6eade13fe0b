#include "record/timeline.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint32_t kJoinedBuckets = 4;
constexpr double kShortest = 0.5;  // of a second

}  // namespace

Timeline::Timeline(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity & ~std::size_t{1}, 2)) {}

void Timeline::add(const TimelineRow& second, const Histogram& response_time) {
  Entry entry{second, packed(coarse_times(response_time, kJoinedBuckets))};
  if (!response_time.empty()) {
    entry.row.p50_ms = to_milliseconds(response_time.quantile(0.5));
    entry.row.p95_ms = to_milliseconds(response_time.quantile(0.95));
    entry.row.p99_ms = to_milliseconds(response_time.quantile(0.99));
    entry.row.max_ms = to_milliseconds(response_time.maximum());
  }
  // What is left over at the end would be a row of its own whose rates say nothing; by then the users have gone.
  if (second.length_s < kShortest && !entries_.empty() && entries_.back().row.warmup == second.warmup) {
    entry.row.active_users = entries_.back().row.active_users;
    join(entries_.back(), entry);
    return;
  }
  if (!entries_.empty() && seconds_in_last_ < seconds_per_row_) {
    join(entries_.back(), entry);
    ++seconds_in_last_;
    return;
  }
  if (entries_.size() == capacity_) halve();
  entries_.push_back(std::move(entry));
  seconds_in_last_ = 1;
}

void Timeline::join(Entry& entry, const Entry& next) {
  auto& row = entry.row;
  row.length_s = next.row.t_s + next.row.length_s - row.t_s;
  row.active_users = next.row.active_users;
  row.in_flight = next.row.in_flight;
  row.requests += next.row.requests;
  row.failures += next.row.failures;
  row.failures_by_kind.merge(next.row.failures_by_kind);
  row.dropped += next.row.dropped;
  row.late += next.row.late;
  row.warmup_requests += next.row.warmup_requests;
  if (next.row.max_ms) row.max_ms = std::max(row.max_ms.value_or(0), *next.row.max_ms);
  const auto times = merged(unpacked(entry.times), unpacked(next.times));
  entry.times = packed(times);
  const auto quantile = [&](double q) {
    const auto middle = quantile_ms(times, kJoinedBuckets, q);
    return middle && row.max_ms ? std::min(*middle, *row.max_ms) : middle;
  };
  row.p50_ms = quantile(0.5);
  row.p95_ms = quantile(0.95);
  row.p99_ms = quantile(0.99);
}

void Timeline::halve() {
  for (std::size_t i = 0; i < entries_.size() / 2; ++i) {
    join(entries_[2 * i], entries_[2 * i + 1]);
    if (i > 0) entries_[i] = std::move(entries_[2 * i]);
  }
  entries_.resize(entries_.size() / 2);
  seconds_per_row_ *= 2;
}

std::vector<TimelineRow> Timeline::rows() const {
  std::vector<TimelineRow> rows;
  rows.reserve(entries_.size());
  for (const auto& entry : entries_) rows.push_back(entry.row);
  return rows;
}

}  // namespace plimsoll
