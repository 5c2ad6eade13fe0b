#pragma once

// Durations in fixed memory: log-linear, 128 buckets an octave from 1 us to 24 h, so that a value read back is within
// 0.4 % of the one recorded (a bucket is 0.8 % wide and answers with its middle; minimum, maximum and sum are exact).
// About 38 KB. Owned by a snapshot; not shared between threads. Merging loses nothing.

#include "core/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

class Histogram {
 public:
  static constexpr Nanos kLowest = std::chrono::microseconds(1);
  static constexpr Nanos kHighest = std::chrono::hours(24);

  static constexpr std::uint32_t kBuckets = 4766;  // that there are

  Histogram();

  // A value out of range is recorded as the nearest bound and counted as clipped.
  void record(Nanos value) noexcept;
  void merge(const Histogram& other) noexcept;
  void clear() noexcept;

  std::uint64_t count() const noexcept { return count_; }
  std::uint64_t clipped() const noexcept { return clipped_; }
  bool empty() const noexcept { return count_ == 0; }

  // Of an empty histogram these are zero.
  Nanos minimum() const noexcept { return count_ == 0 ? Nanos(0) : minimum_; }
  Nanos maximum() const noexcept { return count_ == 0 ? Nanos(0) : maximum_; }
  double mean_seconds() const noexcept;

  // The smallest recorded value that at least the share q of the values does not exceed (nearest rank); q in 0..1.
  Nanos quantile(double q) const noexcept;

  // Between which values the quantile of what was sampled lies, with 95 % confidence, whatever the distribution: the
  // order statistics at the binomial ranks (Hahn and Meeker, Statistical Intervals, 1991, 5.2). An end that so few
  // values cannot tell is absent.
  struct Interval {
    std::optional<Nanos> low;
    std::optional<Nanos> high;
  };
  Interval quantile_interval(double q) const;

  // The buckets that hold anything, ascending: what a stored record keeps.
  struct Bucket {
    std::uint32_t index = 0;
    std::uint64_t count = 0;
    bool operator==(const Bucket&) const = default;
  };
  std::vector<Bucket> buckets() const;
  static Nanos bucket_low(std::uint32_t index) noexcept;   // inclusive
  static Nanos bucket_high(std::uint32_t index) noexcept;  // exclusive

  // The inverse of reading all of the above; nothing if a bucket does not exist or counts disagree.
  struct Parts {
    std::vector<Bucket> buckets;
    std::uint64_t clipped = 0;
    Nanos minimum{0};
    Nanos maximum{0};
    double sum_seconds = 0;
    bool operator==(const Parts&) const = default;
  };
  Parts parts() const;
  static std::optional<Histogram> from_parts(const Parts& parts);

 private:
  Nanos at_rank(std::uint64_t rank) const noexcept;

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t clipped_ = 0;
  Nanos minimum_{0};
  Nanos maximum_{0};
  double sum_seconds_ = 0;
};

// A percentile needs enough values that, with 95 % confidence, at least one lies beyond it: n >= ln 0.05 / ln q.
std::uint64_t count_needed_for_quantile(double q) noexcept;

}  // namespace plimsoll
