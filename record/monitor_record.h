#pragma once

// What was seen of one watched thing, bounded in size: its series, its events, the rows that the leak verdict is made
// from, its processes. Filled in by a sampler, read by the judgement and the writers; a value, any thread.

#include "core/time_series.h"
#include "record/mapping_growth.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct MonitorEvent {
  double t_s = 0;
  std::string kind;  // restart, exit, start, gone, rights, backoff, ...
  int pid = 0;
  std::string message;
};

// The life of what is watched as a whole: its rows hold figures that no process has alone, and no pid.
inline constexpr std::uint64_t kWholeLife = 0;

// One row of memory.csv: one process at one instant, exactly what the judgement was given (bounded by thinning). What
// is said of a field as a column stands in memory_columns.h.
struct MemoryRow {
  double t_s = 0;
  std::uint64_t life = kWholeLife;  // names one life of a process; a pid that is used again gets another
  int pid = 0;
  std::optional<double> anon_bytes, rss_bytes;
  bool warmup = false;
  std::uint64_t requests_total = 0;  // cumulative: what is left out between two instants is still in the counts
  double active_users = 0;
  std::uint64_t restarts_total = 0;
  std::uint32_t processes = 1;                       // alive then; the root of a tree not counted
  std::vector<std::uint64_t> requests_by_name;       // in the order of RunRecord::request_names
  std::vector<std::optional<double>> judged_beside;  // in the order of MonitorRecord::judged_beside; may be shorter
  std::uint64_t aborted_total = 0;
  std::optional<double> cpu_seconds{};  // of the process since its start: how the work is shared out
  bool operator==(const MemoryRow&) const = default;
};

// What was read of one process as a whole: of each figure the first, the last and the greatest value.
struct ProcessFigureRecord {
  std::string name;
  double first = 0, last = 0, max = 0;
};
struct ProcessRecord {
  int pid = 0;
  std::uint64_t life = 0;  // as in MemoryRow
  std::string command;
  bool is_root = false;
  std::string started_at;       // RFC 3339; empty where it is not known
  double from_s = 0, to_s = 0;  // first and last reading
  std::vector<ProcessFigureRecord> figures{};
  std::string runtime{};  // "python", "jvm", "node", "go", "native", ...; empty where it is not known
};

// By its name; null where it was not read.
inline const ProcessFigureRecord* figure_of(const ProcessRecord& process, std::string_view name) {
  const auto found = std::find_if(process.figures.begin(), process.figures.end(),
                                  [&](const ProcessFigureRecord& figure) { return figure.name == name; });
  return found == process.figures.end() ? nullptr : &*found;
}

struct MonitorRecord {
  std::string name;         // "port:5000", "pid:4711"
  std::string description;  // for people: "gunicorn 4711 + 2 workers"
  std::vector<int> pids;
  std::vector<TimeSeries> series;
  std::vector<MonitorEvent> events;
  std::vector<SeriesLabel>
      judged_beside;  // judged beside the memory of the processes: open files, a control group, ...
  std::vector<MemoryRow> rows;
  std::vector<ProcessRecord> processes;  // in order of appearance; of very many the first ones
  MappingRecord mappings;                // what kind of memory its processes gained; empty where it was not read
};

}  // namespace plimsoll
