#include "judgement/load_phases.h"

#include "judgement/fitting/statistics.h"
#include "judgement/traces/trace.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kFewestSamples = 10;
constexpr std::size_t kFewestRests = 2;
constexpr std::size_t kEdge = 5;  // samples whose median is the level at an end

// The memory of all processes at one instant.
struct Total {
  double t_s = 0;
  double memory = 0;
  double requests = 0;
  double lives = 0;  // their sum: another number where a process came or went
};

std::vector<Total> totals_of(const Trace& trace) {
  std::vector<Total> totals;
  const auto count = std::min({trace.t_seconds.size(), trace.memory_bytes.size(), trace.requests_total.size()});
  for (std::size_t i = 0; i < count; ++i) {
    if (!std::isfinite(trace.memory_bytes[i])) continue;
    if (totals.empty() || totals.back().t_s != trace.t_seconds[i])
      totals.push_back({trace.t_seconds[i], 0, trace.requests_total[i]});
    totals.back().memory += trace.memory_bytes[i];
    if (i < trace.lives.size()) totals.back().lives += 1 + trace.lives[i];
  }
  return totals;
}

struct Phase {
  std::size_t begin = 0;  // of the totals
  std::size_t end = 0;    // behind the last
};

// Whoever came or went within it changed the memory by its whole size.
bool all_stayed(const std::vector<Total>& totals, Phase phase) {
  return std::all_of(totals.begin() + static_cast<std::ptrdiff_t>(phase.begin),
                     totals.begin() + static_cast<std::ptrdiff_t>(phase.end),
                     [&](const Total& total) { return total.lives == totals[phase.begin].lives; });
}

struct Growth {
  double memory = 0;
  double seconds = 0;

  double per_second() const { return seconds > 0 ? memory / seconds : 0; }

  void add(const std::vector<Total>& totals, Phase phase) {
    if (phase.end - phase.begin < kFewestSamples || !all_stayed(totals, phase)) return;
    const auto level = [&](std::size_t from) {
      std::vector<double> values;
      for (auto i = from; i < from + kEdge; ++i) values.push_back(totals[i].memory);
      return median(std::move(values));
    };
    memory += level(phase.end - kEdge) - level(phase.begin);
    seconds += totals[phase.end - kEdge / 2 - 1].t_s - totals[phase.begin + kEdge / 2].t_s;
  }
};

std::size_t first_from(const std::vector<Total>& totals, double t_s) {
  const auto found =
      std::lower_bound(totals.begin(), totals.end(), t_s, [](const Total& total, double t) { return total.t_s < t; });
  return static_cast<std::size_t>(found - totals.begin());
}

// What was in flight when the plan began the rest is load still.
Phase resting(const std::vector<Total>& totals, const RestSpan& span) {
  Phase phase{first_from(totals, span.begin_s), first_from(totals, span.end_s)};
  if (phase.begin == phase.end) return phase;
  const double finished = totals[phase.end - 1].requests;
  while (phase.begin < phase.end && totals[phase.begin].requests < finished) ++phase.begin;
  return phase;
}

}  // namespace

std::optional<PhaseGrowth> growth_by_phase(const Trace& trace, const std::vector<RestSpan>& rests) {
  const auto totals = totals_of(trace);
  std::vector<Phase> phases;
  for (const auto& rest : rests)
    if (const auto phase = resting(totals, rest); phase.end - phase.begin >= kFewestSamples) phases.push_back(phase);
  if (phases.size() < kFewestRests) return std::nullopt;
  Growth at_rest;
  Growth under_load;
  for (std::size_t i = 0; i < phases.size(); ++i) {
    at_rest.add(totals, phases[i]);
    if (i > 0) under_load.add(totals, {phases[i - 1].end, phases[i].begin});
  }
  if (under_load.seconds <= 0 || at_rest.seconds <= 0) return std::nullopt;
  return PhaseGrowth{under_load.per_second(), at_rest.per_second()};
}

}  // namespace plimsoll
