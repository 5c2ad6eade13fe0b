#pragma once

// Exact tails of counts. Pure; any thread.

#include <cstdint>
#include <vector>

namespace plimsoll {

// P(X >= x) where each trial has a chance of its own (Poisson's binomial), by its recursion; O(trials * x).
double trials_at_least(std::uint64_t x, const std::vector<double>& chances);

// Fisher's exact test: the chance that the first group has so few or fewer of all that changed.
double fisher_at_most(std::uint64_t x1, std::uint64_t n1, std::uint64_t x2, std::uint64_t n2);

// The greatest share that with 95 % confidence fits none of n.
double most_unseen_share(std::uint64_t n);

}  // namespace plimsoll
