#include "judgement/traces/trace_columns.h"

#include "judgement/traces/trace_text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, 12> kTimes = {
    "t", "elapsed", "elapsed_time", "time", "timestamp", "datetime", "date_time", "date", "ts", "epoch", "uptime", ""};

constexpr std::array<std::string_view, 33> kMemories = {"anon",
                                                        "rss_anon",
                                                        "rssanon",
                                                        "rss",
                                                        "rsz",
                                                        "vmrss",
                                                        "res",
                                                        "memory_rss",
                                                        "rss_memory",
                                                        "container_memory_rss",
                                                        "resident",
                                                        "resident_size",
                                                        "real",
                                                        "mem_real",
                                                        "uss",
                                                        "pss",
                                                        "working_set",
                                                        "memory_working_set",
                                                        "container_memory_working_set",
                                                        "memory",
                                                        "mem",
                                                        "memory_usage",
                                                        "mem_usage",
                                                        "memory_used",
                                                        "mem_used",
                                                        "used_memory",
                                                        "usage",
                                                        "used",
                                                        "process_resident_memory",
                                                        "memusage",
                                                        "maxrss",
                                                        "heap",
                                                        "heap_used"};

constexpr std::array<std::string_view, 10> kCounts = {"fds",        "open_fds",   "num_fds",     "process_open_fds",
                                                      "nofile",     "open_files", "descriptors", "file_descriptors",
                                                      "disk_files", "handles"};

template <std::size_t N>
std::size_t rank(const std::array<std::string_view, N>& names, std::string_view stem) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), stem) - names.begin());
}

// Of the table of a run.
std::vector<std::size_t> exact_columns(const std::vector<std::string>& header) {
  std::vector<std::size_t> exact;
  for (const auto* name : {"anon_bytes", "rss_bytes"}) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found != header.end()) exact.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return exact;
}

// Of what ps or top prints: what is called TIME is time of the CPU, and S a state.
bool is_of_ps(const std::vector<std::string>& header) {
  constexpr std::array<std::string_view, 6> kBeside = {"tty", "tt", "stat", "start", "cmd", "time+"};
  return std::any_of(header.begin(), header.end(),
                     [&](const std::string& name) { return rank(kBeside, name_parts(name).stem) < kBeside.size(); });
}

bool contains(const std::vector<std::size_t>& columns, std::size_t column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

}  // namespace

std::optional<std::size_t> time_column(const std::vector<std::string>& header) {
  const auto exact = std::find(header.begin(), header.end(), "t_seconds");
  if (exact != header.end()) return static_cast<std::size_t>(exact - header.begin());
  std::optional<std::size_t> found;
  std::size_t best = kTimes.size();
  const bool time_is_of_cpu = is_of_ps(header);
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto parts = name_parts(header[i]);
    if (!parts.unit.empty() && !seconds_of_unit(parts.unit)) continue;
    if (parts.stem.empty() && parts.unit.empty()) continue;
    if (time_is_of_cpu && (parts.stem == "time" || parts.stem.empty())) continue;
    const std::size_t place = rank(kTimes, parts.stem);
    if (place < best) best = place, found = i;
  }
  return found;
}

std::vector<std::size_t> memory_columns(const std::vector<std::string>& header) {
  std::vector<std::size_t> exact = exact_columns(header), known, measured, counts;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto parts = name_parts(header[i]);
    const bool is_memory = memory_unit(parts.unit).has_value();
    if (contains(exact, i)) continue;
    if (is_memory) measured.push_back(i);
    if (is_count(header[i])) counts.push_back(i);
    if ((is_memory || parts.unit.empty()) && rank(kMemories, parts.stem) < kMemories.size()) known.push_back(i);
  }
  const auto rank_of = [&](std::size_t i) { return rank(kMemories, name_parts(header[i]).stem); };
  std::stable_sort(known.begin(), known.end(), [&](auto a, auto b) { return rank_of(a) < rank_of(b); });
  if (!exact.empty()) {
    for (const auto* more : {&known, &measured, &counts})
      for (const auto i : *more)
        if (!contains(exact, i)) exact.push_back(i);
    return exact;
  }
  if (known.size() > 2) known.resize(2);
  if (known.empty() && measured.size() == 1) return measured;
  return known;
}

bool is_count(const std::string& name) {
  const auto parts = name_parts(name.substr(0, name.find('{')));
  return parts.unit.empty() && rank(kCounts, parts.stem) < kCounts.size();
}

}  // namespace plimsoll
