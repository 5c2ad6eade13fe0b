#include "reports/process_stack.h"

#include "reports/html_thinning.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace plimsoll {
namespace {

using Value = std::optional<double>;

struct Life {
  int pid = 0;
  double sum = 0;            // over all instants: how much of the picture it takes
  std::vector<Value> bytes;  // up to the last instant at which it was there
};

// By order of appearance.
struct Lives {
  std::vector<double> t_s;
  std::vector<Life> all;
};

Lives lives_of(const MonitorRecord& monitor, std::optional<double> MemoryRow::*value) {
  Lives lives;
  std::map<std::uint64_t, std::size_t> places;
  for (const auto& row : monitor.rows) {
    if (row.life == 0) continue;
    if (lives.t_s.empty() || row.t_s > lives.t_s.back()) lives.t_s.push_back(row.t_s);
    if (!(row.*value)) continue;
    const auto [place, is_new] = places.try_emplace(row.life, lives.all.size());
    if (is_new) lives.all.push_back({row.pid, 0, {}});
    Life& life = lives.all[place->second];
    life.bytes.resize(lives.t_s.size());
    life.bytes.back() = row.*value;
    life.sum += *(row.*value);
  }
  for (auto& life : lives.all) life.bytes.resize(lives.t_s.size());
  return lives;
}

// Of how much memory a life must be to have a band of its own.
double least_sum(const std::vector<Life>& lives, std::size_t most_bands) {
  if (lives.size() <= most_bands) return 0;
  std::vector<double> sums;
  for (const auto& life : lives) sums.push_back(life.sum);
  std::nth_element(sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(most_bands) - 1, sums.end(),
                   std::greater<>());
  return sums[most_bands - 1];
}

void add_to(std::vector<Value>& total, const std::vector<Value>& bytes) {
  total.resize(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i]) total[i] = total[i].value_or(0) + *bytes[i];
}

std::vector<Value> chosen(const std::vector<Value>& values, const std::vector<std::size_t>& places) {
  std::vector<Value> out;
  for (const auto place : places) out.push_back(values[place]);
  return out;
}

}  // namespace

ProcessStack process_stack(const MonitorRecord& monitor, std::size_t most_bands) {
  const bool has_anon = std::any_of(monitor.rows.begin(), monitor.rows.end(),
                                    [](const MemoryRow& row) { return row.life != 0 && row.anon_bytes; });
  Lives lives = lives_of(monitor, has_anon ? &MemoryRow::anon_bytes : &MemoryRow::rss_bytes);
  if (lives.all.size() < 2) return {};
  ProcessStack stack{has_anon ? "anon_bytes" : "rss_bytes", std::move(lives.t_s), {}};
  const double least = least_sum(lives.all, most_bands);
  std::map<int, int> times_seen;
  ProcessBand others;
  std::size_t other_count = 0;
  for (auto& life : lives.all) {
    const int seen = ++times_seen[life.pid];
    if (life.sum < least || stack.bands.size() == most_bands) {
      add_to(others.bytes, life.bytes);
      ++other_count;
      continue;
    }
    const std::string name = std::to_string(life.pid) + (seen > 1 ? fmt::format(" ({})", seen) : "");
    stack.bands.push_back({name, std::move(life.bytes)});
  }
  if (other_count == 0) return stack;
  others.name = plural(other_count, "other");
  stack.bands.push_back(std::move(others));
  return stack;
}

ProcessStack thinned(const ProcessStack& stack, std::size_t limit) {
  std::vector<Value> totals;
  for (const auto& band : stack.bands) add_to(totals, band.bytes);
  const auto places = places_of_extremes(totals, limit);
  ProcessStack out{stack.series, {}, {}};
  for (const auto place : places) out.t_s.push_back(stack.t_s[place]);
  for (const auto& band : stack.bands) out.bands.push_back({band.name, chosen(band.bytes, places)});
  return out;
}

}  // namespace plimsoll
