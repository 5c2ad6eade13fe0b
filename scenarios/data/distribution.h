#pragma once

// Whether a column of a sample is spread as one of a reference: the population stability index over bins, and the
// two-sample test of Kolmogorov and Smirnov for numbers. Of each the noise that a sample of this size has anyway is
// told beside it. Pure; any thread.
//
//   PSI = sum over bins of (s - r) ln(s / r), with s and r the shares of sample and reference; an empty bin counts as
//   half a row. Without any drift its expected value is about (B - 1)(1/n + 1/m) and its variance 2 (B - 1)(1/n +
//   1/m)^2 (Yurdakul, Statistical properties of the population stability index, 2018): PSI / (1/n + 1/m) is about
//   chi-square with B - 1 degrees of freedom. KS: D, the greatest distance of the two distributions; its p-value by
//   Kolmogorov's law with Stephens' correction (sqrt(N) + 0.12 + 0.11 / sqrt(N)) D, N = n m / (n + m).

#include "scenarios/data/data_schema.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// Counts values of one column into the bins of a reference.
KeptHistogram counted_like(const KeptHistogram& reference);
void count_into(KeptHistogram& histogram, const std::string& text);

struct Psi {
  double value = 0;
  double noise = 0;       // its expected value without any drift
  double noise_high = 0;  // below it in 99 of 100 samples without drift
  std::size_t bins = 0;
};
// Nothing where one has no rows.
std::optional<Psi> psi_of(const KeptHistogram& sample, const KeptHistogram& reference);

struct KolmogorovSmirnov {
  double distance = 0;
  double p_value = 1;
};
// Both sorted. Nothing where one is empty.
std::optional<KolmogorovSmirnov> ks_of(const std::vector<double>& sample, const std::vector<double>& reference);

// Of more values than it keeps a uniform choice (reservoir), drawn by a fixed seed.
class KeptNumbers {
 public:
  static constexpr std::size_t kMost = 50'000;
  void add(double value);
  std::uint64_t seen() const noexcept { return seen_; }
  std::vector<double> sorted() const;

 private:
  std::vector<double> kept_;
  std::uint64_t seen_ = 0;
  std::uint64_t state_ = 0x9E3779B97F4A7C15ULL;
};

// Ten bins with as many values each, as far as equal ones allow it.
std::vector<double> edges_of(const std::vector<double>& sorted);

}  // namespace plimsoll
