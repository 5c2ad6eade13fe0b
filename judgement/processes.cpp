#include "judgement/processes.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr double kStayedShare = 0.9;
constexpr double kAliveAtEndShare = 0.02;
constexpr double kGivenBackShare = 0.1;

struct Process {
  std::size_t number = 0;  // by first appearance
  std::size_t first_row = 0, before_last_row = 0, last_row = 0;
  bool stayed = false;
};

using ProcessByPid = std::unordered_map<double, Process>;

ProcessByPid find_processes(const Samples& samples) {
  ProcessByPid processes;
  for (std::size_t row = 0; row < samples.size(); ++row) {
    const auto [process, appears] =
        processes.try_emplace(samples.lives[row], Process{processes.size(), row, row, row, false});
    process->second.before_last_row = std::exchange(process->second.last_row, row);
  }
  for (auto& [pid, process] : processes) {
    const double alive_s = samples.t_s[process.last_row] - samples.t_s[process.first_row];
    process.stayed = alive_s >= kStayedShare * samples.duration_s();
  }
  return processes;
}

// A process that exits gives its memory back before it is gone; what is read then is not of its life.
bool is_exiting(const Samples& samples, const Process& process, std::size_t row) {
  const bool ended = samples.t_s[process.last_row] < samples.t_s.back();
  return ended && row == process.last_row &&
         samples.memory_bytes[row] < (1 - kGivenBackShare) * samples.memory_bytes[process.before_last_row];
}

std::size_t distinct_times(const Samples& samples) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < samples.size(); ++row) {
    if (row == 0 || samples.t_s[row] != samples.t_s[row - 1]) ++count;
  }
  return count;
}

// One process in the eyes of the judgement: nothing is replaced.
void forget_processes(Samples& samples) {
  samples.lives.clear();
  samples.processes.clear();
}

// The sums at the instants at which every process has a row.
Samples sum_of(const Samples& samples, std::size_t processes) {
  std::vector<std::size_t> rows;
  std::vector<double> sums;
  for (std::size_t from = 0; from < samples.size();) {
    std::size_t to = from;
    double sum = 0;
    for (; to < samples.size() && samples.t_s[to] == samples.t_s[from]; ++to) sum += samples.memory_bytes[to];
    if (to - from == processes) {
      rows.push_back(from);
      sums.push_back(sum);
    }
    from = to;
  }
  Samples summed = select(samples, rows);
  summed.memory_bytes = std::move(sums);
  summed.life.assign(summed.size(), 0);
  forget_processes(summed);
  return summed;
}

}  // namespace

Processes part_processes(const Samples& samples) {
  auto processes = find_processes(samples);
  Processes parts;
  std::vector<std::size_t> stayed, others;
  std::size_t count = 0;
  const double alive_from_s = samples.size() == 0 ? 0 : samples.t_s.back() - kAliveAtEndShare * samples.duration_s();
  for (std::size_t row = 0; row < samples.size(); ++row) {
    const Process& process = processes[samples.lives[row]];
    if (process.stayed || !is_exiting(samples, process, row)) (process.stayed ? stayed : others).push_back(row);
    if (row != process.last_row) continue;
    if (process.stayed) ++count;
    if (samples.t_s[row] >= alive_from_s) parts.memory_bytes += samples.memory_bytes[row];
  }
  parts.stayed = sum_of(select(samples, stayed), count);
  if (others.empty()) return parts;
  parts.others = select(samples, others);
  for (std::size_t i = 0; i < others.size(); ++i) parts.others->life[i] = processes[samples.lives[others[i]]].number;
  parts.others_alive = static_cast<double>(others.size()) / static_cast<double>(distinct_times(samples));
  forget_processes(*parts.others);
  return parts;
}

}  // namespace plimsoll
