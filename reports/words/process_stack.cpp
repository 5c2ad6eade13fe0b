#include "reports/words/process_stack.h"

#include "reports/words/text.h"
#include "reports/words/thinning.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace plimsoll {
namespace {

using Value = std::optional<double>;

using MemoryColumn = std::optional<double> MemoryRow::*;

struct Life {
  std::uint64_t life = 0;
  std::uint64_t number = 0;  // its process number; of a trace that has none, that of its life
  double sum = 0;            // over all instants: how much of the picture it takes
};

// By order of appearance. There may be very many, each short.
std::vector<Life> lives_of(const MonitorRecord& monitor, MemoryColumn column) {
  std::vector<Life> lives;
  std::map<std::uint64_t, std::size_t> places;
  for (const auto& row : monitor.rows) {
    if (row.life == 0 || !(row.*column)) continue;
    const auto [place, is_new] = places.try_emplace(row.life, lives.size());
    if (is_new) lives.push_back({row.life, row.pid > 0 ? static_cast<std::uint64_t>(row.pid) : row.life, 0});
    lives[place->second].sum += *(row.*column);
  }
  return lives;
}

// Of how much memory a life must be to have a band of its own.
double least_sum(const std::vector<Life>& lives, std::size_t most_bands) {
  if (lives.size() <= most_bands) return 0;
  std::vector<double> sums;
  sums.reserve(lives.size());
  for (const auto& life : lives) sums.push_back(life.sum);
  const auto last = sums.begin() + static_cast<std::ptrdiff_t>(most_bands) - 1;
  std::nth_element(sums.begin(), last, sums.end(), std::greater<>());
  return *last;
}

struct Bands {
  std::vector<ProcessBand> bands;
  std::map<std::uint64_t, std::size_t> place_of;  // by life; that of the others for all the rest
};

bool is_root(const MonitorRecord& monitor, std::uint64_t life) {
  return std::any_of(monitor.processes.begin(), monitor.processes.end(),
                     [&](const ProcessRecord& process) { return process.life == life && process.is_root; });
}

Bands named_bands(const MonitorRecord& monitor, const std::vector<Life>& lives, std::size_t most_bands) {
  Bands out;
  const double least = least_sum(lives, most_bands);
  std::map<std::uint64_t, int> times_seen;
  for (const auto& [life, number, sum] : lives) {
    const int seen = ++times_seen[number];
    if (sum < least || out.bands.size() == most_bands) continue;
    out.place_of[life] = out.bands.size();
    const auto again = seen > 1 ? fmt::format(" ({})", seen) : "";
    out.bands.push_back({std::to_string(number) + again + (is_root(monitor, life) ? " main" : ""), {}, 1});
  }
  if (const std::size_t left = lives.size() - out.bands.size(); left > 0)
    out.bands.push_back({plural(left, "other"), {}, left});
  return out;
}

void add_to(std::vector<Value>& total, const std::vector<Value>& bytes) {
  total.resize(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i]) total[i] = total[i].value_or(0) + *bytes[i];
}

std::vector<Value> chosen(const std::vector<Value>& values, const std::vector<std::size_t>& places) {
  std::vector<Value> out;
  out.reserve(places.size());
  for (const auto place : places) out.push_back(values[place]);
  return out;
}

}  // namespace

ProcessStack process_stack(const MonitorRecord& monitor, std::size_t most_bands) {
  const bool has_anon = std::any_of(monitor.rows.begin(), monitor.rows.end(),
                                    [](const MemoryRow& row) { return row.life != 0 && row.anon_bytes; });
  const MemoryColumn column = has_anon ? &MemoryRow::anon_bytes : &MemoryRow::rss_bytes;
  const auto lives = lives_of(monitor, column);
  if (lives.size() < 2) return {};
  auto [bands, place_of] = named_bands(monitor, lives, most_bands);
  ProcessStack stack{has_anon ? "anon_bytes" : "rss_bytes", {}, std::move(bands)};
  for (const auto& row : monitor.rows) {
    if (row.life == 0) continue;
    if (stack.t_s.empty() || row.t_s > stack.t_s.back()) {
      stack.t_s.push_back(row.t_s);
      for (auto& band : stack.bands) band.bytes.emplace_back();
    }
    if (!(row.*column)) continue;
    const auto place = place_of.find(row.life);
    Value& bytes = (place == place_of.end() ? stack.bands.back() : stack.bands[place->second]).bytes.back();
    bytes = bytes.value_or(0) + *(row.*column);
  }
  return stack;
}

ProcessStack thinned(const ProcessStack& stack, std::size_t limit) {
  std::vector<Value> totals;
  for (const auto& band : stack.bands) add_to(totals, band.bytes);
  const auto places = places_of_extremes(totals, limit);
  ProcessStack out{stack.series, {}, {}};
  for (const auto place : places) out.t_s.push_back(stack.t_s[place]);
  for (const auto& band : stack.bands) out.bands.push_back({band.name, chosen(band.bytes, places), band.processes});
  return out;
}

}  // namespace plimsoll
