#pragma once

// The whole truth about one run, bounded in size: what every report, comparison and store is made from, without a run.
// Built by the conductor, read by the writers; a value, any thread. run_record_json.h makes it text and back,
// losslessly.

#include "core/snapshot.h"
#include "record/answers/check_count.h"
#include "record/answers/probe_record.h"
#include "record/failure_record.h"
#include "record/flow_record.h"
#include "record/leak_verdict.h"
#include "record/measurement.h"
#include "record/monitor_record.h"
#include "record/quality/labelled_request.h"
#include "record/rules/rules_record.h"
#include "record/steps/run_steps.h"
#include "record/steps/stream_steps.h"
#include "record/threshold.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

enum class EndedBy { duration, requests, interrupted, aborted, error, verdict, guard, feeder };

enum class RunOutcome { pass, fail, leak, invalid, error, interrupted };

struct RunVerdict {
  RunOutcome outcome = RunOutcome::pass;
  int exit_code = 0;
  std::vector<std::string> reasons;  // a sentence each, the gravest first; never empty
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
  FailureTally failures_by_kind{};
};

struct ThresholdResult {
  Threshold threshold;
  bool ok = false;
  bool judged = true;            // false: the run failed before there was anything to measure
  bool supported = true;         // false: a percentile of too few requests; judged on the nearest rank all the same
  std::optional<double> actual;  // absent where there is nothing to measure
  std::string actual_text;       // for people: "182 ms", "leaking"
};

// What the load came to in it, its warm-up left out.
struct SegmentFigures {
  std::uint64_t requests = 0, failures = 0;
  std::optional<double> p50_ms{}, p95_ms{}, p99_ms{};  // of the response time; absent where there are too few for it
};

// A stretch in which the target told one version of itself.
struct TargetSegment {
  std::string version;
  double from_s = 0, to_s = 0;  // the first and the last time that it told it; of the first segment from 0
  std::optional<SegmentFigures> figures{};
};

struct LeakRecord {
  std::string monitor;
  std::string series;          // "anon_bytes" or "rss_bytes", or one of MonitorRecord::judged_beside
  std::string unit = "bytes";  // "" for a count: every figure of the verdict is then in it, and not in bytes
  std::optional<int> pid;
  LeakVerdict verdict;
  std::optional<double> growth_under_load_per_s{}, growth_at_rest_per_s{};  // of a load with rests
  std::optional<UnitRead> read_as{};       // of a recording of memory that says no bytes
  std::optional<TargetSegment> segment{};  // that it is of, where the target was redeployed
};

// The machine and what was chosen on it: pairs for people, in order ("kernel", "6.1"), no secrets.
using Facts = std::vector<std::pair<std::string, std::string>>;

// What some of the answers to one request, looked at in between, tell of a cache before the model.
struct CacheLook {
  std::uint64_t looked_at = 0;
  std::uint64_t cached = 0;    // said so in their headers
  std::string sign;            // the first of these lines: "x-cache: HIT"
  std::uint64_t compared = 0;  // answers to payloads of which each was new
  std::uint64_t repeated = 0;  // of these, byte for byte like one before
};

// Of one request what is odd about its answers, and is no failure: the first of each kind, secrets redacted.
struct OddAnswer {
  std::string request;
  int status = 0;        // a 3xx that the scenario does not ask for; 0: none came
  std::string location;  // where it leads
  std::string coding;    // a Content-Encoding that is a character set, and so encodes nothing
  std::optional<CacheLook> cache{};
};

// A request whose answers come as streams, and what a good one has to meet to count for goodput; absent: no limit.
struct StreamedRequest {
  std::string name;
  std::optional<double> first_token_ms{}, time_per_token_ms{}, response_time_ms{};

  bool has_limits() const { return first_token_ms || time_per_token_ms || response_time_ms; }
};

struct RunRecord {
  std::string tool_version;
  std::string id;
  std::string name;
  std::string note;        // of a person; one line
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
  // Where relative files of the options start, and those of the scenario; the latter is empty where it is the same.
  std::string folder, scenario_folder;
  Facts load;  // the load model in words: users, spawn rate, wait
  Facts environment;

  RunVerdict verdict;
  std::vector<std::string> request_names;
  Snapshot stats{0};  // by request_names; the total is derived
  std::vector<FailureRecord> failures;
  std::vector<OddAnswer> odd_answers;
  std::vector<FlowRecord> flows;        // tasks of several requests
  std::vector<OnceRecord> once;         // what was sent before the load and after it
  std::vector<TargetSegment> segments;  // of a target that is asked for its version; several: it was redeployed
  std::vector<ThresholdResult> thresholds;
  std::optional<RulesRecord> rules{};    // of a run that is to follow some
  std::optional<ProbeRecord> probes{};   // of a run that has some
  std::vector<CheckCount> check_counts;  // of requests whose answers have anything to be checked
  std::vector<TimelineRow> timeline;
  RunSteps steps;
  std::vector<StreamedRequest> streamed;  // none: nothing is said of streams
  StreamSteps stream_steps;
  std::vector<LabelledRequest> labelled;  // none: nothing is said of quality
  std::vector<BatchedRequest> batched;    // those whose bodies are told to have several rows
  std::vector<BatchBlock> batch_blocks;   // of a load in which their sizes take turns
  std::vector<MonitorRecord> monitors;
  std::vector<LeakRecord> leaks;
  // Where the wrong thing may have been watched, or not all of the right one: a sentence each, told with the verdict.
  std::vector<std::string> watch_notes;
  Measurement measurement;
  std::vector<std::string> target_log_tail;  // what a managed target wrote last
};

std::string_view to_string(EndedBy ended_by);    // as in run.json: "duration"
std::string_view to_string(RunOutcome outcome);  // as in run.json: "pass"

// Of one request by name, or of all with an empty name; empty where there is none of that name.
RequestStats stats_of(const RunRecord& record, const std::string& request);

// Of the request at that place, and of any: whether its answers come as streams.
bool is_streamed(const RunRecord& record, std::size_t place);
// Whether it has an `slo`: only what has one counts for goodput.
bool has_slo(const RunRecord& record, std::size_t place);
bool has_streams(const RunRecord& record);

// Of those whose answers come as streams, all together: of the run, or of an interval of it.
RequestStats stats_of_streams(const RunRecord& record, const Snapshot& snapshot);

// Of the request of that name; null: its rows have no labels.
const LabelledRequest* labelled_request(const RunRecord& record, std::string_view name);

// Seconds that the figures are of: the load without its warm-up. 0 where it ended within it.
double measured_seconds(const RunRecord& record);

// Whether there was a load: not where memory was watched or a recorded trace judged alone.
bool has_load(const RunRecord& record);

// The segment that an instant is of; null between two of them. Behind the last one's end it is the last.
const TargetSegment* segment_at(const std::vector<TargetSegment>& segments, double t_s);

// A trace that was recorded without us, and not a run.
bool is_recording(const RunRecord& record);

// Of the measured part; 0 where there was none.
double requests_per_second(const RunRecord& record, std::uint64_t requests);

// The most that any watched tree took at one instant; absent where nothing was watched.
std::optional<double> rss_max_bytes(const RunRecord& record);

// The graver verdict first: leaking, suspected, inconclusive, clean. Of two that are accused the one with less time
// left to its own limit, then the one that grew by the greater share. Single processes follow.
bool is_more_urgent(const LeakRecord& a, const LeakRecord& b);

// The most urgent of the run; of equals the first. Null where nothing was judged.
const LeakRecord* gravest_leak(const RunRecord& record);

}  // namespace plimsoll
