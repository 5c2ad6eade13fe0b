#pragma once

// The whole truth about one run, bounded in size: what every report, comparison and store is made from, without a run.
// Built by the conductor, read by the writers; a value, any thread. run_record_json.h makes it text and back,
// losslessly.

#include "core/snapshot.h"
#include "core/time_series.h"
#include "record/leak_verdict.h"
#include "record/measurement.h"
#include "record/threshold.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

enum class EndedBy { duration, requests, interrupted, aborted, error, verdict };

enum class RunOutcome { pass, fail, leak, invalid, error, interrupted };

struct RunVerdict {
  RunOutcome outcome = RunOutcome::pass;
  int exit_code = 0;
  std::vector<std::string> reasons;  // a sentence each, the gravest first; never empty
};

// One kind of failure of one request, counted, with a bounded number of examples.
struct FailureExample {
  double t_s = 0;                // when it was done
  std::string request_excerpt;   // request line, headers (secrets redacted), start of the body
  std::string response_excerpt;  // status line, headers, start of the body; empty if nothing came
};
struct FailureRecord {
  std::string request;
  std::string kind;  // "status", "timeout", "check", ...
  std::string message;
  std::uint64_t count = 0;
  bool warmup = false;  // happened in the warm-up: shown, not counted as a failure of the run
  std::vector<FailureExample> examples;
};

// One row of the timeline: a second, or coarser in long runs. Percentiles are null where nothing finished.
struct TimelineRow {
  double t_s = 0;  // its start, from the start of the load
  double length_s = 1;
  double active_users = 0;  // at its end
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t dropped = 0;
  std::uint64_t late = 0;
  std::uint64_t in_flight = 0;        // at its end
  bool warmup = false;                // it began in the warm-up
  std::uint64_t warmup_requests = 0;  // apart from requests
  std::optional<double> p50_ms, p95_ms, p99_ms, max_ms;
};

struct ThresholdResult {
  Threshold threshold;
  bool ok = false;
  bool judged = true;            // false: the run failed before there was anything to measure
  bool supported = true;         // false: a percentile of too few requests; judged on the nearest rank all the same
  std::optional<double> actual;  // absent where there is nothing to measure
  std::string actual_text;       // for people: "182 ms", "leaking"
};

struct MonitorEvent {
  double t_s = 0;
  std::string kind;  // restart, exit, start, gone, rights, backoff, ...
  int pid = 0;
  std::string message;
};

// One row of memory.csv: one process at one instant, exactly what the judgement was given (bounded by thinning).
struct MemoryRow {
  double t_s = 0;
  std::uint64_t life = 0;  // names one life of a process; a reused pid gets another; 0 is the watched thing as a whole
  int pid = 0;
  std::optional<double> anon_bytes, rss_bytes;
  bool warmup = false;
  std::uint64_t requests_total = 0;
  double active_users = 0;
  std::uint64_t restarts_total = 0;
  std::uint32_t processes = 1;
  std::vector<std::uint64_t> requests_by_name;  // in the order of RunRecord::request_names
  std::vector<std::optional<double>> further;   // in the order of MonitorRecord::further; may be shorter
  std::uint64_t aborted_total = 0;
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
  std::vector<ProcessFigureRecord> figures;
};

struct MonitorRecord {
  std::string name;         // "port:5000", "pid:4711"
  std::string description;  // for people: "gunicorn 4711 + 2 workers"
  std::vector<int> pids;
  std::vector<TimeSeries> series;
  std::vector<MonitorEvent> events;
  std::vector<SeriesLabel> further;  // judged beside the memory of the processes: open files, a control group, ...
  std::vector<MemoryRow> rows;
  std::vector<ProcessRecord> processes;  // in order of appearance; of very many the first ones
};

struct LeakRecord {
  std::string monitor;
  std::string series;          // "anon_bytes" or "rss_bytes", or one of MonitorRecord::further
  std::string unit = "bytes";  // "" for a count: every figure of the verdict is then in it, and not in bytes
  std::optional<int> pid;
  LeakVerdict verdict;
  std::optional<double> growth_under_load_per_s{}, growth_at_rest_per_s{};  // of a load with rests
};

// The machine and what was chosen on it: pairs for people, in order ("kernel", "6.1"), no secrets.
using Facts = std::vector<std::pair<std::string, std::string>>;

struct RunRecord {
  std::string tool_version;
  std::string id;
  std::string name;
  std::string started_at;  // RFC 3339
  double duration_s = 0;   // of the load, warm-up included
  double warmup_s = 0;
  double cooldown_s = 0;    // memory was watched so long after the load; in no figure of the load
  double rest_every_s = 0;  // of a load with rests: the last rest_s of each so many; 0 without
  double rest_s = 0;
  std::uint64_t seed = 0;
  EndedBy ended_by = EndedBy::duration;
  std::string target;
  std::string scenario_text;  // as written, secrets redacted
  Facts load;                 // the load model in words: users, spawn rate, wait
  Facts environment;

  RunVerdict verdict;
  std::vector<std::string> request_names;
  Snapshot stats{0};  // by request_names; the total is derived
  std::vector<FailureRecord> failures;
  std::vector<ThresholdResult> thresholds;
  std::vector<TimelineRow> timeline;
  std::vector<MonitorRecord> monitors;
  std::vector<LeakRecord> leaks;
  Measurement measurement;
  std::vector<std::string> target_log_tail;  // of a managed target that died
};

std::string_view to_string(EndedBy ended_by);    // as in run.json: "duration"
std::string_view to_string(RunOutcome outcome);  // as in run.json: "pass"

// Of one request by name, or of all with an empty name; empty where there is none of that name.
RequestStats stats_of(const RunRecord& record, const std::string& request);

// Seconds that the figures are of: the load without its warm-up. 0 where it ended within it.
double measured_seconds(const RunRecord& record);

// Whether there was a load: not where memory was watched or a recorded trace judged alone.
bool has_load(const RunRecord& record);

// A trace that was recorded without us, and not a run.
bool is_recording(const RunRecord& record);

// Of the measured part; 0 where there was none.
double requests_per_second(const RunRecord& record, std::uint64_t requests);

// The most that any watched tree took at one instant; absent where nothing was watched.
std::optional<double> rss_max_bytes(const RunRecord& record);

// The gravest verdict of the run: leaking, suspected, inconclusive, clean; of equals the first, which is the tree's own
// memory. Null where nothing was judged.
const LeakRecord* gravest_leak(const RunRecord& record);

}  // namespace plimsoll
