#include "schedules/history/comparison.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

using Figure = std::optional<double> RunFigures::*;
using Count = std::function<std::uint64_t(const RunFigures&)>;

constexpr double kLeastTimeMs = 1;        // a rise by less is of no interest
constexpr double kGrowthGrain = 1 << 20;  // bytes an hour
constexpr double kChance = 1e-4;          // that so many came by chance
constexpr std::uint64_t kFewest = 3;      // of failures or answers
constexpr double kLeastFactor = 1.1;      // of the greatest share of a healthy run

std::string of_runs(std::size_t count) { return plural(count, "healthy run"); }

std::vector<double> values_of(const std::vector<RunFigures>& runs, Figure figure) {
  std::vector<double> values;
  for (const auto& run : runs)
    if (run.*figure) values.push_back(*(run.*figure));
  return values;
}

// A figure of which a part of the runs has none is compared all the same, where enough of them have it.
std::optional<Change> slower(const RunFigures& run, const std::vector<RunFigures>& healthy) {
  for (const auto& [name, figure] : {std::pair("p95", &RunFigures::p95_ms), std::pair("p50", &RunFigures::p50_ms)}) {
    const auto now = run.*figure;
    const auto before = values_of(healthy, figure);
    const auto usual = usual_times(before);
    if (!now || !usual || *now <= usual->highest || *now - usual->middle < kLeastTimeMs) continue;
    return Change{"slower", fmt::format("slower: {} is {}; usual is {}, up to {} ({})", name, milliseconds_text(now),
                                        milliseconds_text(usual->middle), milliseconds_text(usual->highest),
                                        of_runs(before.size()))};
  }
  return std::nullopt;
}

std::optional<Change> growth(const RunFigures& run, const std::vector<RunFigures>& healthy) {
  const auto before = values_of(healthy, &RunFigures::growth_bytes_per_h);
  const auto usual = usual_values(before, kGrowthGrain);
  if (!run.growth_bytes_per_h || !usual || *run.growth_bytes_per_h <= usual->highest) return std::nullopt;
  const auto pace = [](double per_hour) { return pace_text(per_hour / kSecondsPerHour); };
  return Change{"growth", fmt::format("memory grows by {}; usual is {}, up to {} ({})", pace(*run.growth_bytes_per_h),
                                      pace(usual->middle), pace(usual->highest), of_runs(before.size()))};
}

struct Shares {
  std::uint64_t count = 0, of = 0;  // in this run
  double highest = 0;               // of a healthy run
  double expected = 0;              // of so many, at the most
};

Shares shares_of(const RunFigures& run, const std::vector<RunFigures>& healthy, const Count& count) {
  Shares shares{count(run), run.requests};
  std::uint64_t counted = 0, requests = 0;
  for (const auto& one : healthy) {
    if (one.requests == 0) continue;
    counted += count(one);
    requests += one.requests;
    shares.highest = std::max(shares.highest, static_cast<double>(count(one)) / static_cast<double>(one.requests));
  }
  // One more than there were: that none came yet does not mean that none ever comes.
  const double pooled = requests == 0 ? 1 : static_cast<double>(counted + 1) / static_cast<double>(requests);
  shares.expected = std::max(shares.highest, pooled) * static_cast<double>(shares.of);
  return shares;
}

// Chernoff's bound on the chance that a Poisson count is so great: never too small.
bool is_beyond_chance(const Shares& shares) {
  const auto count = static_cast<double>(shares.count);
  if (shares.count < kFewest || count <= shares.expected) return false;
  if (count < kLeastFactor * shares.highest * static_cast<double>(shares.of)) return false;
  return count - shares.expected + count * std::log(shares.expected / count) < std::log(kChance);
}

std::string counted(const Shares& shares, std::size_t runs) {
  return fmt::format("{} of {} ({}); usual is {} ({})", format_count(shares.count), format_count(shares.of),
                     share_text(static_cast<double>(shares.count) / static_cast<double>(shares.of)),
                     shares.highest > 0 ? "up to " + share_text(shares.highest) : "none", of_runs(runs));
}

std::optional<Change> failures(const RunFigures& run, const std::vector<RunFigures>& healthy) {
  const auto shares = shares_of(run, healthy, [](const RunFigures& one) { return one.failures; });
  if (!is_beyond_chance(shares)) return std::nullopt;
  return Change{"failures", fmt::format("more failures: {}", counted(shares, healthy.size()))};
}

std::vector<Change> answers(const RunFigures& run, const std::vector<RunFigures>& healthy) {
  std::vector<Change> changes;
  for (const auto& answer : run.answers) {
    const auto shares = shares_of(run, healthy, [status = answer.status](const RunFigures& one) {
      const auto found = std::find_if(one.answers.begin(), one.answers.end(),
                                      [status](const StatusShare& share) { return share.status == status; });
      return found == one.answers.end() ? 0 : found->answers;
    });
    if (!is_beyond_chance(shares)) continue;
    changes.push_back(
        {fmt::format("status {}", answer.status),
         fmt::format("other answers: status {} came {}", answer.status, counted(shares, healthy.size()))});
  }
  return changes;
}

}  // namespace

Comparison compare(const RunFigures& run, const std::vector<RunFigures>& healthy) {
  Comparison comparison;
  if (healthy.size() < kRunsNeeded) {
    comparison.runs_lacking = kRunsNeeded - healthy.size();
    return comparison;
  }
  const std::vector<RunFigures> newest(
      healthy.begin(), healthy.begin() + static_cast<std::ptrdiff_t>(std::min(healthy.size(), kRunsLookedAt)));
  auto& changes = comparison.changes;
  if (run.requests > 0)
    if (auto change = failures(run, newest)) changes.push_back(*std::move(change));
  if (auto change = growth(run, newest)) changes.push_back(*std::move(change));
  if (auto change = slower(run, newest)) changes.push_back(*std::move(change));
  if (run.requests > 0)
    for (auto& change : answers(run, newest)) changes.push_back(std::move(change));
  return comparison;
}

}  // namespace plimsoll
