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
constexpr double kPaceThatStandsOut = 1.5;  // times that of any other

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
  for (const auto& type : trace.requests_by_type) one.requests_by_type.push_back({type.name, pick(type.counts)});
  return one;
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
  std::vector<ProcessVerdict> judged;
  judged.reserve(stayed.size());
  for (const auto& process : stayed) judged.push_back({process.life, judge(alone(trace, process), options)});
  const auto pace = [](const ProcessVerdict& one) { return one.verdict.bytes_per_second.value_or(0); };
  std::stable_sort(judged.begin(), judged.end(),
                   [&](const ProcessVerdict& a, const ProcessVerdict& b) { return pace(a) > pace(b); });
  const bool stands_out = pace(judged[0]) > kPaceThatStandsOut * pace(judged[1]);
  const Verdict verdict = judged[0].verdict.verdict;
  const bool is_told = verdict == Verdict::leaking || (accused && verdict == Verdict::suspected);
  if (!is_told || !stands_out) return std::nullopt;
  return std::move(judged[0]);
}

}  // namespace plimsoll
