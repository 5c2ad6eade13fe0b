#include "record/steps/coarse_times.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

CoarseTimes coarse_times(const Histogram& histogram, std::uint32_t joined) {
  CoarseTimes times;
  for (const auto& bucket : histogram.buckets()) {
    const auto index = bucket.index / joined;
    if (!times.empty() && times.back().index == index)
      times.back().count += bucket.count;
    else
      times.push_back({index, bucket.count});
  }
  return times;
}

CoarseTimes merged(const CoarseTimes& a, const CoarseTimes& b) {
  CoarseTimes sum;
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

std::uint64_t count_of(const CoarseTimes& times) {
  std::uint64_t count = 0;
  for (const auto& bucket : times) count += bucket.count;
  return count;
}

std::optional<double> quantile_ms(const CoarseTimes& times, std::uint32_t joined, double q) {
  const auto total = count_of(times);
  if (total == 0) return std::nullopt;
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(total))));
  std::uint64_t seen = 0;
  for (const auto& bucket : times) {
    seen += bucket.count;
    if (seen < rank) continue;
    const auto low = Histogram::bucket_low(bucket.index * joined);
    const auto high = Histogram::bucket_low((bucket.index + 1) * joined);
    return to_milliseconds(low + (high - low) / 2);
  }
  return std::nullopt;
}

}  // namespace plimsoll
