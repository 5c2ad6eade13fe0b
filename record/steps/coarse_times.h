#pragma once

// Durations in few buckets: those of a histogram, joined so many to one, the filled ones alone. Mergeable without loss.
// Pure functions; any thread.

#include "core/histogram.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

// Ascending. What is joined together must have been joined to the same width.
using CoarseTimes = std::vector<Histogram::Bucket>;

// 4 to one: 3 % wide; 8 to one: 6 %.
CoarseTimes coarse_times(const Histogram& histogram, std::uint32_t joined);
CoarseTimes merged(const CoarseTimes& a, const CoarseTimes& b);
std::uint64_t count_of(const CoarseTimes& times);

// Nearest rank, answered with the middle of its bucket; nothing of nothing.
std::optional<double> quantile_ms(const CoarseTimes& times, std::uint32_t joined, double q);

}  // namespace plimsoll
