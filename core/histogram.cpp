#include "core/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

// Values are nanoseconds. Bucket widths double at each octave: index = octave * 128 + the 7 bits below the leading one.
constexpr unsigned kSubBits = 7;
constexpr std::uint64_t kSubBuckets = 1U << kSubBits;
constexpr unsigned kLowestOctave = 9;  // 2^9 = 512 ns is the octave that holds 1 us

constexpr std::uint32_t index_of(std::uint64_t nanos) noexcept {
  const auto octave = static_cast<unsigned>(std::bit_width(nanos)) - 1;
  const auto sub = (nanos >> (octave - kSubBits)) & (kSubBuckets - 1);
  return static_cast<std::uint32_t>((octave - kLowestOctave) * kSubBuckets + sub);
}

constexpr std::uint32_t kBuckets = Histogram::kBuckets;
static_assert(kBuckets == index_of(static_cast<std::uint64_t>(Histogram::kHighest.count())) + 1);

// std::lgamma leaves the sign in a variable that all threads share.
double log_factorial(double n) {
  int sign = 0;
  return lgamma_r(n + 1, &sign);
}

// The ranks l and u with P(l <= B < u) >= 95 % for a binomial B of n trials of probability q, 2.5 % at most on each
// side. 0 and n + 1 where there are none.
std::pair<std::uint64_t, std::uint64_t> binomial_ranks(std::uint64_t n, double q) {
  if (q > 0.5) {  // the mirrored law has fewer terms to add up
    const auto [low, high] = binomial_ranks(n, 1 - q);
    return {n + 1 - high, n + 1 - low};
  }
  constexpr double kTail = 0.025;
  constexpr double kNormalQuantile = 1.959964;
  constexpr double kNormalVariance = 1000;  // from here on the normal law is as good as exact
  const auto trials = static_cast<double>(n);
  const double variance = trials * q * (1 - q);
  if (variance > kNormalVariance) {
    const double half = kNormalQuantile * std::sqrt(variance) + 0.5;
    return {static_cast<std::uint64_t>(std::floor(trials * q - half)) + 1,
            static_cast<std::uint64_t>(std::ceil(trials * q + half))};
  }
  std::uint64_t low = 0;
  double cumulative = 0;  // P(B <= k)
  for (std::uint64_t k = 0; k <= n; ++k) {
    const auto successes = static_cast<double>(k);
    cumulative += std::exp(log_factorial(trials) - log_factorial(successes) - log_factorial(trials - successes) +
                           successes * std::log(q) + (trials - successes) * std::log1p(-q));
    if (cumulative <= kTail) low = k + 1;
    if (cumulative >= 1 - kTail) return {low, k + 1};
  }
  return {low, n + 1};
}

}  // namespace

Histogram::Histogram() : counts_(kBuckets) {}

void Histogram::record(Nanos value) noexcept {
  if (value < kLowest || value > kHighest) {
    ++clipped_;
    value = std::clamp(value, kLowest, kHighest);
  }
  ++counts_[index_of(static_cast<std::uint64_t>(value.count()))];
  minimum_ = count_ == 0 ? value : std::min(minimum_, value);
  maximum_ = std::max(maximum_, value);
  ++count_;
  sum_seconds_ += to_seconds(value);
}

void Histogram::merge(const Histogram& other) noexcept {
  if (other.count_ == 0) return;
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  minimum_ = count_ == 0 ? other.minimum_ : std::min(minimum_, other.minimum_);
  maximum_ = std::max(maximum_, other.maximum_);
  count_ += other.count_;
  clipped_ += other.clipped_;
  sum_seconds_ += other.sum_seconds_;
}

void Histogram::clear() noexcept {
  if (count_ == 0) return;
  std::fill(counts_.begin(), counts_.end(), 0);
  count_ = clipped_ = 0;
  minimum_ = maximum_ = Nanos(0);
  sum_seconds_ = 0;
}

double Histogram::mean_seconds() const noexcept { return count_ == 0 ? 0 : sum_seconds_ / static_cast<double>(count_); }

Nanos Histogram::quantile(double q) const noexcept {
  if (count_ == 0) return Nanos(0);
  const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_)));
  return at_rank(std::clamp<std::uint64_t>(wanted, 1, count_));
}

// 1 is the smallest.
Nanos Histogram::at_rank(std::uint64_t rank) const noexcept {
  if (rank == count_) return maximum_;
  if (rank == 1) return minimum_;
  std::uint64_t seen = 0;
  for (std::uint32_t i = 0; i < kBuckets; ++i) {
    seen += counts_[i];
    if (seen < rank) continue;
    const auto middle = bucket_low(i) + (bucket_high(i) - bucket_low(i)) / 2;
    return std::clamp(middle, minimum_, maximum_);
  }
  return maximum_;
}

Histogram::Interval Histogram::quantile_interval(double q) const {
  if (count_ == 0 || !(q > 0 && q < 1)) return {};
  const auto [low, high] = binomial_ranks(count_, q);
  Interval interval;
  if (low >= 1) interval.low = at_rank(low);
  if (high <= count_) interval.high = at_rank(high);
  return interval;
}

Nanos Histogram::bucket_low(std::uint32_t index) noexcept {
  const auto octave = index / kSubBuckets + kLowestOctave;
  const auto sub = index % kSubBuckets;
  return Nanos(static_cast<std::int64_t>((kSubBuckets + sub) << (octave - kSubBits)));
}

Nanos Histogram::bucket_high(std::uint32_t index) noexcept { return bucket_low(index + 1); }

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> filled;
  if (count_ == 0) return filled;
  for (std::uint32_t i = 0; i < kBuckets; ++i)
    if (counts_[i] > 0) filled.push_back({i, counts_[i]});
  return filled;
}

Histogram::Parts Histogram::parts() const { return {buckets(), clipped_, minimum_, maximum_, sum_seconds_}; }

std::optional<Histogram> Histogram::from_parts(const Parts& parts) {
  Histogram histogram;
  for (const auto& bucket : parts.buckets) {
    if (bucket.index >= kBuckets || bucket.count == 0) return std::nullopt;
    if (bucket.count > UINT64_MAX - histogram.count_) return std::nullopt;
    histogram.counts_[bucket.index] += bucket.count;
    histogram.count_ += bucket.count;
  }
  if (parts.minimum > parts.maximum || parts.clipped > histogram.count_) return std::nullopt;
  histogram.clipped_ = parts.clipped;
  histogram.minimum_ = parts.minimum;
  histogram.maximum_ = parts.maximum;
  histogram.sum_seconds_ = parts.sum_seconds;
  return histogram;
}

std::uint64_t count_needed_for_quantile(double q) noexcept {
  if (!(q > 0 && q < 1)) return 1;
  return static_cast<std::uint64_t>(std::ceil(std::log(0.05) / std::log(q)));
}

}  // namespace plimsoll
