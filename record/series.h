#pragma once

// Every series that a monitor gives by a name of ours, once: its unit, what people call it, what kind of thing it is
// of, whether it is judged for a leak, whose limit it is held against, where it is drawn. Probes, judgement and reports
// read this list, docs/series.md is held to it; a new series is a row of it beside its probe. Values; pure functions;
// any thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order in which its rows are written
struct SeriesInfo {
  enum class Source { processes, gpu, group, disk, service, scrape };
  enum class Kind { memory, descriptors, shared_memory, gpu, disk, other };
  enum class Judged { no, yes, sometimes };
  // That of the processes and of the group that they are in, or the memory of the board; or it is that of the board.
  enum class Limit { none, of_processes, of_board, is_the_board };
  // In the chart of memory, in a figure of its own whatever it is, or where it is judged or ever more than 0.
  enum class Drawn { where_it_reports, always, with_memory };

  // Of a server of language models: what tells why a first token comes late.
  enum class Serving { none, cache_use, running, waiting, hit_share, hits, lookups };

  std::string_view name;  // a * stands for the number of a device
  std::string_view unit;  // "bytes", "cores", "%", "s"; "" for a count or a share
  Source source = Source::processes;
  Kind kind = Kind::other;
  Judged judged = Judged::no;
  std::string_view title = {};  // for people; its name where there is none
  std::string_view label = {};  // short, as those who look at memory know it; its title where there is none
  Limit limit = Limit::none;
  Drawn drawn = Drawn::where_it_reports;
  double factor = 1;  // of a service's own figure: what its unit is in ours
  Serving serving = Serving::none;
  std::string_view server = {};  // that tells it: "vllm"
};

std::span<const SeriesInfo> known_series();

// Of a name as it stands in a record, with or without labels ("requests{path=...}"); null where it is nobody's.
const SeriesInfo* find_series_info(std::string_view series);
// Of one that is in the list.
const SeriesInfo& series_info(std::string_view series);

// Servers whose own figures are known by a short name ("vllm"), and those figures.
std::vector<std::string_view> known_servers();
std::vector<std::string> metrics_of_server(std::string_view server);

// Of any series; what is not in the list is of no kind.
SeriesInfo::Serving serving_of_series(std::string_view series);
SeriesInfo::Kind kind_of_series(std::string_view series);
SeriesInfo::Limit limit_of_series(std::string_view series);
SeriesInfo::Drawn how_series_is_drawn(std::string_view series);
// For people: "anon_bytes" is "anonymous memory and swap", and "anonymous + swap" in short.
std::string series_title(std::string_view series);
std::string series_label(std::string_view series);

// Anonymous or resident memory of processes: what a row of memory.csv has as fields.
bool is_memory_of_processes(std::string_view series);

}  // namespace plimsoll
