#include "record/timeline.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint32_t kJoinedBuckets = 4;
constexpr double kShortest = 0.5;  // of a second

std::vector<Histogram::Bucket> coarse(const Histogram& histogram) {
  std::vector<Histogram::Bucket> joined;
  for (const auto& bucket : histogram.buckets()) {
    const auto index = bucket.index / kJoinedBuckets;
    if (!joined.empty() && joined.back().index == index)
      joined.back().count += bucket.count;
    else
      joined.push_back({index, bucket.count});
  }
  return joined;
}

std::vector<Histogram::Bucket> merged(const std::vector<Histogram::Bucket>& a,
                                      const std::vector<Histogram::Bucket>& b) {
  std::vector<Histogram::Bucket> sum;
  sum.reserve(std::max(a.size(), b.size()));
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() || right != b.end()) {
    if (right == b.end() || (left != a.end() && left->index < right->index)) {
      sum.push_back(*left++);
    } else if (left == a.end() || right->index < left->index) {
      sum.push_back(*right++);
    } else {
      sum.push_back({left->index, left->count + right->count});
      ++left;
      ++right;
    }
  }
  return sum;
}

// Nearest rank, answered with the middle of its bucket, never above the row's maximum.
std::optional<double> quantile_ms(const std::vector<Histogram::Bucket>& times, double q, std::optional<double> max_ms) {
  std::uint64_t total = 0;
  for (const auto& bucket : times) total += bucket.count;
  if (total == 0) return std::nullopt;
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(total))));
  std::uint64_t seen = 0;
  for (const auto& bucket : times) {
    seen += bucket.count;
    if (seen < rank) continue;
    const auto low = Histogram::bucket_low(bucket.index * kJoinedBuckets);
    const auto high = Histogram::bucket_low((bucket.index + 1) * kJoinedBuckets);
    const double middle = to_milliseconds(low + (high - low) / 2);
    return max_ms ? std::min(middle, *max_ms) : middle;
  }
  return std::nullopt;
}

}  // namespace

Timeline::Timeline(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity & ~std::size_t{1}, 2)) {}

void Timeline::add(const TimelineRow& second, const Histogram& response_time) {
  Entry entry{second, coarse(response_time)};
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
  row.dropped += next.row.dropped;
  row.late += next.row.late;
  row.warmup_requests += next.row.warmup_requests;
  if (next.row.max_ms) row.max_ms = std::max(row.max_ms.value_or(0), *next.row.max_ms);
  entry.times = merged(entry.times, next.times);
  row.p50_ms = quantile_ms(entry.times, 0.5, row.max_ms);
  row.p95_ms = quantile_ms(entry.times, 0.95, row.max_ms);
  row.p99_ms = quantile_ms(entry.times, 0.99, row.max_ms);
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
