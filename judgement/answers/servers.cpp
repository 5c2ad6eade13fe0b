#include "judgement/answers/servers.h"

#include "core/random.h"
#include "judgement/curves/proportions.h"

#include <algorithm>
#include <map>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kSignificance = 0.01;
constexpr double kExplained = 0.8;
constexpr std::size_t kMostServers = 16;
constexpr std::size_t kMostStretches = 12;
constexpr std::size_t kAskedAStretch = 6;  // each row, at least
constexpr std::size_t kShuffles = 1999;
constexpr std::size_t kEnoughAsGood = 40;

// The same row within one stretch of time: what server each answer is of, and which answer it is.
struct Cell {
  std::vector<std::uint8_t> servers;
  std::vector<std::uint8_t> answers;
};

// Those alone that have several of both: the others tell nothing.
std::vector<Cell> cells_of(const AnswerTrace& trace, std::size_t header) {
  const auto n = trace.answers.size();
  const auto stretches =
      std::clamp<std::size_t>(n / std::max<std::size_t>(1, trace.rows * kAskedAStretch), 1, kMostStretches);
  std::map<std::pair<std::size_t, std::size_t>, Cell> cells;
  for (std::size_t i = 0; i < n; ++i) {
    const auto& one = trace.answers[i];
    if (one.told[header] == ProbeAnswer::kNone) continue;
    auto& cell = cells[{one.row, i * stretches / n}];
    cell.servers.push_back(one.told[header]);
    cell.answers.push_back(one.answer);
  }
  const auto has_several = [](const std::vector<std::uint8_t>& all) {
    return std::any_of(all.begin(), all.end(), [&](auto one) { return one != all.front(); });
  };
  std::vector<Cell> telling;
  for (auto& [key, cell] : cells)
    if (has_several(cell.servers) && has_several(cell.answers)) telling.push_back(std::move(cell));
  return telling;
}

// Answers that are not the most frequent one of their server. An answer without a number is like no other.
std::uint64_t unexplained(const Cell& cell) {
  std::map<std::uint8_t, std::map<std::uint8_t, std::uint64_t>> counts;
  for (std::size_t i = 0; i < cell.answers.size(); ++i) ++counts[cell.servers[i]][cell.answers[i]];
  std::uint64_t left = 0;
  for (const auto& [server, answers] : counts) {
    std::uint64_t all = 0, most = 1;
    for (const auto& [answer, count] : answers) {
      all += count;
      if (answer != ProbeAnswer::kNone) most = std::max(most, count);
    }
    left += all - most;
  }
  return left;
}

std::uint64_t unexplained(const std::vector<Cell>& cells) {
  std::uint64_t sum = 0;
  for (const auto& cell : cells) sum += unexplained(cell);
  return sum;
}

bool is_telling(const AnswerTrace& trace, std::size_t header) {
  const auto count = trace.values[header].size();
  return count >= 2 && count <= kMostServers;
}

// A header that says no more than the answer, as its label does: each of its values comes with one answer alone, where
// rows have several. Of a server there are answers of several kinds.
bool is_of_the_answer(const AnswerTrace& trace, std::size_t header) {
  if (trace.different_rows < 2) return false;
  std::map<std::uint8_t, std::uint32_t> contents;
  for (const auto& one : trace.answers) {
    if (one.told[header] == ProbeAnswer::kNone) continue;
    const auto [at, is_new] = contents.emplace(one.told[header], one.content);
    if (!is_new && at->second != one.content) return false;
  }
  return true;
}

FoundServers look_at(std::vector<Cell> cells, std::size_t header, std::uint64_t seed) {
  const auto left = unexplained(cells);
  auto random = Random::stream(seed, 2 + header);
  std::uint64_t as_good = 0, tried = 0;
  double sum = 0;
  while (tried < kShuffles && as_good < kEnoughAsGood) {
    for (auto& cell : cells)
      for (std::size_t k = cell.answers.size(); k > 1; --k)
        std::swap(cell.answers[k - 1], cell.answers[random.below(k)]);
    const auto by_chance = unexplained(cells);
    sum += static_cast<double>(by_chance);
    if (by_chance <= left) ++as_good;
    ++tried;
  }
  const double expected = sum / static_cast<double>(tried);
  const double p = static_cast<double>(as_good + 1) / static_cast<double>(tried + 1);
  return {header, expected > 0 ? 1 - static_cast<double>(left) / expected : 0, p};
}

}  // namespace

std::optional<FoundServers> find_servers(const AnswerTrace& trace, std::uint64_t seed) {
  std::size_t looked_at = 0;
  std::optional<FoundServers> best;
  for (std::size_t header = 0; header < trace.headers.size(); ++header) {
    if (!is_telling(trace, header) || is_of_the_answer(trace, header)) continue;
    ++looked_at;
    auto cells = cells_of(trace, header);
    if (cells.empty()) continue;
    const auto found = look_at(std::move(cells), header, seed);
    if (!best || found.explained > best->explained) best = found;
  }
  if (!best || best->explained < kExplained) return std::nullopt;
  if (best->p_value * static_cast<double>(looked_at) > kSignificance) return std::nullopt;
  return best;
}

std::optional<FoundConnections> find_connections(const AnswerTrace& trace) {
  FoundConnections found;
  std::map<std::uint32_t, const ProbeAnswer*> first_over;  // of each connection
  const ProbeAnswer* first_of_volley = nullptr;
  for (const auto& one : trace.answers) {
    if (one.phase != ProbePhase::under_load || one.answer == ProbeAnswer::kNone) continue;
    if (one.is_repeat) {
      const auto first = first_over.find(one.connection);
      if (first == first_over.end() || first->second->row != one.row) continue;
      ++found.asked_twice;
      if (first->second->answer != one.answer) ++found.differ;
      first_over.erase(first);
      continue;
    }
    if (first_of_volley == nullptr || first_of_volley->volley != one.volley) first_over.clear();
    first_over[one.connection] = &one;
    const auto is_same = [&](const auto& entry) {
      return entry.second != &one && entry.second->row == one.row && entry.second->volley == one.volley;
    };
    const auto twin = std::find_if(first_over.begin(), first_over.end(), is_same);
    first_of_volley = &one;
    if (twin == first_over.end()) continue;
    ++found.asked_at_once;
    if (twin->second->answer != one.answer) ++found.differ_at_once;
  }
  if (found.asked_twice == 0 || found.asked_at_once == 0) return std::nullopt;
  const auto twice = static_cast<double>(found.asked_twice), at_once = static_cast<double>(found.asked_at_once);
  found.p_value = binomial_at_most(found.differ, found.differ + found.differ_at_once, twice / (twice + at_once));
  const double share = static_cast<double>(found.differ) / twice;
  const double share_at_once = static_cast<double>(found.differ_at_once) / at_once;
  if (found.p_value > kSignificance || share > (1 - kExplained) * share_at_once) return std::nullopt;
  return found;
}

}  // namespace plimsoll
