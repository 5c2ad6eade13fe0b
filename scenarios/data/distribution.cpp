#include "scenarios/data/distribution.h"

#include "core/json/number_text.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr std::size_t kBins = 10;
constexpr double kHalfARow = 0.5;

// Wilson and Hilferty's approximation of the quantile of chi-square; z = 2.326 is 99 %.
double chi_square_99(double degrees) {
  constexpr double kZ = 2.3263478740408408;
  const double part = 2.0 / (9.0 * degrees);
  const double root = 1 - part + kZ * std::sqrt(part);
  return degrees * root * root * root;
}

// P(K > x) of Kolmogorov's law.
double kolmogorov_tail(double x) {
  if (x < 0.2) return 1;
  double sum = 0;
  constexpr int kTerms = 100;
  for (int k = 1; k <= kTerms; ++k) sum += (k % 2 == 1 ? 2.0 : -2.0) * std::exp(-2.0 * k * k * x * x);
  return std::clamp(sum, 0.0, 1.0);
}

}  // namespace

KeptHistogram counted_like(const KeptHistogram& reference) {
  KeptHistogram empty = reference;
  std::fill(empty.counts.begin(), empty.counts.end(), 0);
  empty.rows = 0;
  return empty;
}

void count_into(KeptHistogram& histogram, const std::string& text) {
  std::size_t bin = 0;
  if (!histogram.edges.empty()) {
    const auto number = number_of_text(text);
    if (!number) return;
    const auto& edges = histogram.edges;
    bin = static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), *number) - edges.begin());
  } else {
    const auto& known = histogram.categories;
    bin = static_cast<std::size_t>(std::find(known.begin(), known.end(), text) - known.begin());
  }
  if (bin >= histogram.counts.size()) return;
  ++histogram.counts[bin];
  ++histogram.rows;
}

std::optional<Psi> psi_of(const KeptHistogram& sample, const KeptHistogram& reference) {
  if (sample.empty() || reference.empty() || sample.counts.size() != reference.counts.size()) return std::nullopt;
  const auto n = static_cast<double>(sample.rows), m = static_cast<double>(reference.rows);
  Psi psi;
  for (std::size_t i = 0; i < sample.counts.size(); ++i) {
    if (sample.counts[i] == 0 && reference.counts[i] == 0) continue;
    ++psi.bins;
    const double s = std::max(static_cast<double>(sample.counts[i]), kHalfARow) / n;
    const double r = std::max(static_cast<double>(reference.counts[i]), kHalfARow) / m;
    psi.value += (s - r) * std::log(s / r);
  }
  if (psi.bins < 2) return psi;
  const auto degrees = static_cast<double>(psi.bins - 1);
  psi.noise = degrees * (1 / n + 1 / m);
  psi.noise_high = chi_square_99(degrees) * (1 / n + 1 / m);
  return psi;
}

std::optional<KolmogorovSmirnov> ks_of(const std::vector<double>& sample, const std::vector<double>& reference) {
  if (sample.empty() || reference.empty()) return std::nullopt;
  const auto n = static_cast<double>(sample.size()), m = static_cast<double>(reference.size());
  KolmogorovSmirnov ks;
  std::size_t i = 0, j = 0;
  while (i < sample.size() && j < reference.size()) {
    const double at = std::min(sample[i], reference[j]);
    while (i < sample.size() && sample[i] <= at) ++i;
    while (j < reference.size() && reference[j] <= at) ++j;
    ks.distance = std::max(ks.distance, std::abs(static_cast<double>(i) / n - static_cast<double>(j) / m));
  }
  const double root = std::sqrt(n * m / (n + m));
  ks.p_value = kolmogorov_tail((root + 0.12 + 0.11 / root) * ks.distance);
  return ks;
}

void KeptNumbers::add(double value) {
  if (!std::isfinite(value)) return;
  ++seen_;
  if (kept_.size() < kMost) return kept_.push_back(value);
  // xorshift64*: the same rows are kept each time.
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  const auto place = (state_ * 0x2545F4914F6CDD1DULL) % seen_;
  if (place < kMost) kept_[place] = value;
}

std::vector<double> KeptNumbers::sorted() const {
  auto values = kept_;
  std::sort(values.begin(), values.end());
  return values;
}

std::vector<double> edges_of(const std::vector<double>& sorted) {
  std::vector<double> edges;
  for (std::size_t i = 1; i < kBins && !sorted.empty(); ++i) {
    const double edge = sorted[std::min(sorted.size() - 1, i * sorted.size() / kBins)];
    if (edge < sorted.back() && (edges.empty() || edge > edges.back())) edges.push_back(edge);
  }
  return edges;
}

}  // namespace plimsoll
