// What a verdict is worth, on traces by the thousand: what the tests of the judgement are too short for. Prints the
// figures of docs/leak-detection.md: healthy short runs, and a run until its verdict under several schedules.

#include "judgement/judge.h"
#include "judgement/traces/trace_reader.h"
#include "tests/judgement/short_runs.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

using Tally = std::array<int, 4>;  // as Verdict numbers them

int& count(Tally& tally, Verdict verdict) { return tally[static_cast<std::size_t>(verdict)]; }

void print_healthy_short_runs(int seeds) {
  Tally all{};
  std::string accused;
  for (const auto& family : short_run_families()) {
    if (family.leaks) continue;
    for (const int seconds : {60, 90, 120, 150, 180}) {
      for (int seed = 1; seed <= seeds; ++seed) {
        const auto verdict = judge(short_run(family.name, seconds, static_cast<std::uint64_t>(seed)), {}).verdict;
        ++count(all, verdict);
        if (is_accused(verdict))
          accused += fmt::format("  {} {} s, seed {}: {}\n", family.name, seconds, seed, to_string(verdict));
      }
    }
  }
  fmt::print("healthy runs of 60 to 180 s: {} clean, {} inconclusive, {} suspected, {} leaking\n{}",
             count(all, Verdict::clean), count(all, Verdict::inconclusive), count(all, Verdict::suspected),
             count(all, Verdict::leaking), accused);
}

struct KnownTrace {
  Trace trace;
  bool leaks = false;
};

std::vector<KnownTrace> known_traces() {
  std::vector<KnownTrace> traces;
  std::ifstream file(PLIMSOLL_TEST_DATA "/leak-traces/labels.json");
  const auto labels = nlohmann::json::parse(file);
  for (const auto& [name, label] : labels.items()) {
    std::ifstream in(PLIMSOLL_TEST_DATA "/leak-traces/" + name);
    traces.push_back({read_trace(in, {{"rss_bytes"}}).value().columns.at(0).trace, label["truth"] == "leak"});
  }
  return traces;
}

Verdict judged_until(const Trace& trace, double end_s) {
  Trace beginning = trace;
  const auto rows = static_cast<std::size_t>(
      std::count_if(trace.t_seconds.begin(), trace.t_seconds.end(), [&](double t_s) { return t_s <= end_s; }));
  for_each_column(beginning, [&](std::vector<double>& column) {
    if (column.size() > rows) column.resize(rows);
  });
  return judge(beginning, {}).verdict;
}

// When a run is looked at until its verdict: conduct/verdict_watch.h has the one that is used.
struct Schedule {
  std::string name;
  double first_share;  // of the most that the run may take; 90 s at least
  int agreeing;        // looks in a row
};

struct Ended {
  Verdict verdict = Verdict::inconclusive;
  double share_of_time = 1;
};

Ended end_of(const Trace& trace, const Schedule& schedule) {
  constexpr double kFirstSeconds = 90, kGrowth = 1.25;
  const double begin_s = trace.t_seconds.front(), most_s = trace.t_seconds.back() - begin_s;
  int agreeing = 0;
  Verdict last = Verdict::inconclusive;
  double t_s = std::max(kFirstSeconds, schedule.first_share * most_s);
  while (t_s < most_s) {
    const Verdict verdict = judged_until(trace, begin_s + t_s);
    const bool ends = verdict == Verdict::clean || verdict == Verdict::leaking;
    agreeing = !ends ? 0 : verdict == last ? agreeing + 1 : 1;
    last = verdict;
    if (agreeing >= schedule.agreeing) return {verdict, t_s / most_s};
    t_s *= kGrowth;
  }
  return {judge(trace, {}).verdict, 1};
}

void print_schedules() {
  const auto traces = known_traces();
  fmt::print(
      "\n| looks | that must agree | healthy: accused | healthy: clean | leaks: called clean | leaks: leaking | "
      "time taken |\n|---|---|---|---|---|---|---|\n");
  for (const auto& schedule : {Schedule{"one, at the end", 1, 1}, Schedule{"from 90 s on", 0, 2},
                               Schedule{"from 90 s on", 0, 3}, Schedule{"from an eighth on", 0.125, 3},
                               Schedule{"from a quarter on", 0.25, 2}, Schedule{"from a quarter on", 0.25, 3}}) {
    Tally healthy{}, leaks{};
    double time = 0;
    for (const auto& known : traces) {
      const auto ended = end_of(known.trace, schedule);
      ++count(known.leaks ? leaks : healthy, ended.verdict);
      time += ended.share_of_time;
    }
    fmt::print("| {} | {} | {} | {} | {} | {} | {:.0f} % |\n", schedule.name,
               schedule.first_share == 1 ? "" : std::to_string(schedule.agreeing), count(healthy, Verdict::leaking),
               count(healthy, Verdict::clean), count(leaks, Verdict::clean), count(leaks, Verdict::leaking),
               100 * time / static_cast<double>(traces.size()));
  }
}

}  // namespace
}  // namespace plimsoll

int main(int count, char** words) {
  plimsoll::print_healthy_short_runs(count > 1 ? std::max(1, std::atoi(words[1])) : 1000);
  plimsoll::print_schedules();
}
