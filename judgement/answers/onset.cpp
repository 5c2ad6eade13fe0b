#include "judgement/answers/onset.h"

#include "core/random.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr std::size_t kPermutations = 999;
constexpr std::size_t kGivenUpAfter = 20;  // so many that are as likely: no onset
constexpr double kNearLikelihood = 3.5;    // by logarithm; found by simulation (docs/drift.md)

class Scan {
 public:
  explicit Scan(std::size_t n) : x_log_x_(n + 1) {
    for (std::size_t i = 2; i <= n; ++i) x_log_x_[i] = static_cast<double>(i) * std::log(static_cast<double>(i));
  }

  double shares(std::size_t x, std::size_t n) const { return x_log_x_[x] + x_log_x_[n - x] - x_log_x_[n]; }

  struct Best {
    double gain = 0;
    std::size_t place = 0;
    std::size_t before = 0;  // that changed
  };
  Best best(const std::vector<std::uint8_t>& changed, std::size_t all) const {
    const std::size_t n = changed.size();
    const double one = shares(all, n);
    Best best;
    std::size_t seen = 0;
    for (std::size_t place = 1; place < n; ++place) {
      seen += changed[place - 1];
      if (seen * (n - place) >= (all - seen) * place) continue;  // it does not rise
      const double gain = shares(seen, place) + shares(all - seen, n - place) - one;
      if (gain > best.gain) best = {gain, place, seen};
    }
    return best;
  }

 private:
  std::vector<double> x_log_x_;
};

double permuted_chance(const Scan& scan, const std::vector<AskedRow>& asked, std::size_t all, double gain,
                       std::uint64_t seed) {
  std::size_t rows = 0;
  for (const auto& one : asked) rows = std::max<std::size_t>(rows, one.row + 1U);
  std::vector<std::vector<std::size_t>> places(rows);
  for (std::size_t i = 0; i < asked.size(); ++i) places[asked[i].row].push_back(i);
  std::vector<std::uint8_t> changed(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) changed[i] = asked[i].is_changed ? 1 : 0;
  auto random = Random::stream(seed, 1);
  std::size_t as_likely = 0;
  for (std::size_t i = 0; i < kPermutations; ++i) {
    for (const auto& row : places)
      for (std::size_t k = row.size(); k > 1; --k) std::swap(changed[row[k - 1]], changed[row[random.below(k)]]);
    if (scan.best(changed, all).gain >= gain) ++as_likely;
    if (as_likely >= kGivenUpAfter) return static_cast<double>(as_likely) / static_cast<double>(i + 1);
  }
  return static_cast<double>(as_likely + 1) / static_cast<double>(kPermutations + 1);
}

}  // namespace

std::optional<FoundOnset> find_onset(const std::vector<AskedRow>& asked, std::uint64_t seed) {
  const std::size_t n = asked.size();
  std::vector<std::uint8_t> changed(n);
  std::size_t all = 0;
  for (std::size_t i = 0; i < n; ++i) all += changed[i] = asked[i].is_changed ? 1 : 0;
  if (n < 2 || all == 0 || all == n) return std::nullopt;
  const Scan scan(n);
  const auto best = scan.best(changed, all);
  if (best.place == 0) return std::nullopt;
  FoundOnset found;
  found.place = best.place;
  found.share_before = static_cast<double>(best.before) / static_cast<double>(best.place);
  found.share_after = static_cast<double>(all - best.before) / static_cast<double>(n - best.place);
  found.p_value = permuted_chance(scan, asked, all, best.gain, seed);
  const double one = scan.shares(all, n);
  std::size_t seen = 0, first = best.place, last = best.place;
  for (std::size_t place = 1; place < n; ++place) {
    seen += changed[place - 1];
    const double gain = scan.shares(seen, place) + scan.shares(all - seen, n - place) - one;
    if (gain < best.gain - kNearLikelihood || seen * (n - place) >= (all - seen) * place) continue;
    first = std::min(first, place);
    last = std::max(last, place);
  }
  found.onset = {asked[best.place].t_s, asked[first - 1].t_s, asked[last].t_s + asked[last].took_s};
  return found;
}

}  // namespace plimsoll
