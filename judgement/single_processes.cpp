#include "judgement/single_processes.h"

#include "judgement/traces/trace.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kWatchedShare = 0.9;
constexpr std::size_t kAlwaysJudged = 16;
constexpr std::size_t kMostJudged = 64;
constexpr double kThatStandsOut = 1.5;  // times any other

struct OneProcess {
  double life = 0;
  std::vector<std::size_t> rows;

  double span_s(const Trace& trace) const { return trace.t_seconds[rows.back()] - trace.t_seconds[rows.front()]; }
  double grown(const Trace& trace) const { return trace.memory_bytes[rows.back()] - trace.memory_bytes[rows.front()]; }
};

// Of a trace in order of time, as a sampler writes it.
std::vector<OneProcess> processes_that_stayed(const Trace& trace) {
  std::map<double, std::vector<std::size_t>> rows;
  const std::size_t count = std::min({trace.t_seconds.size(), trace.memory_bytes.size(), trace.lives.size()});
  for (std::size_t i = 0; i < count; ++i)
    if (std::isfinite(trace.memory_bytes[i]) && std::isfinite(trace.lives[i])) rows[trace.lives[i]].push_back(i);
  std::vector<OneProcess> stayed;
  if (count == 0) return stayed;
  const double duration_s = trace.t_seconds[count - 1] - trace.t_seconds[0];
  for (auto& [life, of_life] : rows) {
    OneProcess process{life, std::move(of_life)};
    if (process.span_s(trace) >= kWatchedShare * duration_s) stayed.push_back(std::move(process));
  }
  return stayed;
}

// Without restarts and the other processes: those are not of this one.
Trace alone(const Trace& trace, const OneProcess& process) {
  const auto pick = [&](const std::vector<double>& column) {
    std::vector<double> picked;
    if (column.empty()) return picked;
    for (const std::size_t row : process.rows) picked.push_back(column[row]);
    return picked;
  };
  Trace one;
  one.t_seconds = pick(trace.t_seconds);
  one.memory_bytes = pick(trace.memory_bytes);
  one.requests_total = pick(trace.requests_total);
  one.aborted_total = pick(trace.aborted_total);
  one.active_users = pick(trace.active_users);
  one.cpu_seconds = pick(trace.cpu_seconds);
  for (const auto& type : trace.requests_by_type) one.requests_by_type.push_back({type.name, pick(type.counts)});
  return one;
}

struct Judged {
  double life = 0;
  LeakVerdict verdict;
  double cpu_s = 0;  // used while it was watched; 0: not known

  double pace() const { return verdict.bytes_per_second.value_or(0); }
};

Judged judge_alone(const Trace& trace, const OneProcess& process, const JudgeOptions& options) {
  const Trace one = alone(trace, process);
  const double cpu_s = one.cpu_seconds.empty() ? 0 : one.cpu_seconds.back() - one.cpu_seconds.front();
  return {process.life, judge(one, options), std::isfinite(cpu_s) ? cpu_s : 0};
}

// Who gets more of the load grows faster by a leak that all have: then growth for each second of CPU tells. What is not
// accused itself grows by chance, and an idle one's share of the load is too small to divide by.
bool leaks_alike(const Judged& first, const Judged& other) {
  if (kThatStandsOut * other.pace() >= first.pace()) return true;
  if (!is_accused(other.verdict.verdict) || first.cpu_s <= 0 || other.cpu_s <= 0) return false;
  return kThatStandsOut * other.pace() / other.cpu_s >= first.pace() / first.cpu_s;
}

}  // namespace

std::optional<ProcessVerdict> process_that_stands_out(const Trace& trace, const JudgeOptions& options,
                                                      const LeakVerdict& whole) {
  auto stayed = processes_that_stayed(trace);
  const bool accused = is_accused(whole.verdict);
  if (stayed.size() < 2 || (!accused && stayed.size() > kAlwaysJudged)) return std::nullopt;
  std::stable_sort(stayed.begin(), stayed.end(),
                   [&](const OneProcess& a, const OneProcess& b) { return a.grown(trace) > b.grown(trace); });
  if (stayed.size() > kMostJudged) stayed.resize(kMostJudged);
  std::vector<Judged> judged;
  judged.reserve(stayed.size());
  for (const auto& process : stayed) judged.push_back(judge_alone(trace, process, options));
  std::stable_sort(judged.begin(), judged.end(), [](const Judged& a, const Judged& b) { return a.pace() > b.pace(); });
  const Judged& first = judged.front();
  const Verdict verdict = first.verdict.verdict;
  const bool is_told = verdict == Verdict::leaking || (accused && verdict == Verdict::suspected);
  const bool stands_out =
      std::none_of(judged.begin() + 1, judged.end(), [&](const Judged& other) { return leaks_alike(first, other); });
  if (!is_told || !stands_out) return std::nullopt;
  return ProcessVerdict{first.life, first.verdict};
}

}  // namespace plimsoll
