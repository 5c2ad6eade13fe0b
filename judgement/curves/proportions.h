#pragma once

// What a count out of a count tells: the interval of a share, and how many of so many may lie above a limit before a
// percentile cannot be said to lie below it. Pure functions; any thread.

#include <cstdint>
#include <optional>

namespace plimsoll {

struct ShareInterval {
  double low = 0, high = 1;
};

// With 95 % confidence. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
ShareInterval wilson_interval(std::uint64_t part, std::uint64_t whole);

// P(X <= most) of X ~ Binomial(trials, probability), 0 < probability < 1.
double binomial_at_most(std::uint64_t most, std::uint64_t trials, double probability);

// Whether n samples of which `above` lie above a limit show, with that confidence, that the quantile lies below it:
// P(X <= above) <= 1 - confidence of X ~ Binomial(n, 1 - quantile). MLPerf LoadGen's early stopping (early_stopping.cc)
// with a tolerance of 0.
bool shows_quantile(std::uint64_t n, std::uint64_t above, double quantile, double confidence = 0.99);

// The fewest samples that can show it where so many lie above: 64 for p90 and 662 for p99 where one does.
std::uint64_t samples_needed(std::uint64_t above, double quantile, double confidence = 0.99);

// The most of n samples that may lie above; nothing: n are too few even where none does.
std::optional<std::uint64_t> most_above(std::uint64_t n, double quantile, double confidence = 0.99);

}  // namespace plimsoll
