#include "record/run_record_json.h"

#include "core/json/json.h"
#include "core/json/json_layout.h"
#include "record/run_record_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace plimsoll {
namespace {

constexpr int kFormat = 1;
constexpr std::size_t kMostRequests = 1000;  // names a record may hold: each costs two histograms

std::vector<FailureRecord> failures_where(const std::vector<FailureRecord>& failures, bool warmup) {
  std::vector<FailureRecord> chosen;
  std::copy_if(failures.begin(), failures.end(), std::back_inserter(chosen),
               [warmup](const FailureRecord& failure) { return failure.warmup == warmup; });
  return chosen;
}

template <class A>
void describe_run(A& a, FieldsOf<A, RunRecord> record) {
  a.required("id", record.id);
  a("name", record.name);
  a.where_filled("note", record.note);
  a("started_at", record.started_at);
  a("duration_s", record.duration_s);
  a("warmup_s", record.warmup_s);
  a("cooldown_s", record.cooldown_s);
  a("rest_every_s", record.rest_every_s);
  a("rest_s", record.rest_s);
  a("seed", record.seed);
  a("ended_by", record.ended_by);
  a("target", record.target);
  a.where_filled("folder", record.folder);
  a.where_filled("scenario_folder", record.scenario_folder);
}

// What stands at the top level by itself, in two parts because the load's own figures are between them.
template <class A>
void describe_findings(A& a, FieldsOf<A, RunRecord> record) {
  a.where_filled("flows", record.flows);
  a.where_filled("once", record.once);
  a.where_filled("odd_answers", record.odd_answers);
  a.where_filled("segments", record.segments);
  a("thresholds", record.thresholds);
  a.where_known("rules", record.rules);
  a.where_known("probes", record.probes);
  a.where_filled("checks", record.check_counts);
  a("monitors", record.monitors);
  a("leaks", record.leaks);
  a.where_filled("watch_notes", record.watch_notes);
  a("measurement", record.measurement);
  a("timeline", record.timeline);
  a.where_filled("over_time", record.steps.all);
  a.where_filled("streamed", record.streamed);
  a.where_filled("streams_over_time", record.stream_steps);
  a.where_filled("labelled", record.labelled);
  a.where_filled("batched", record.batched);
  a.where_filled("batch_blocks", record.batch_blocks);
  a("load", record.load);
  a("environment", record.environment);
  a("scenario", record.scenario_text);
  a("target_log_tail", record.target_log_tail);
}

Json requests_json(const RunRecord& record) {
  Json list = Json::array();
  for (const auto& name : record.request_names) {
    JsonWriter entry;
    entry("name", name);
    const auto place = list.size();
    const auto& all = record.stats.by_request;
    describe(entry, place < all.size() ? all[place] : RequestStats{}, measured_seconds(record));
    if (place < record.steps.by_request.size()) entry.where_filled("over_time", record.steps.by_request[place]);
    list.push_back(entry.take());
  }
  return list;
}

Json totals_json(const RunRecord& record) {
  JsonWriter totals;
  describe(totals, record.stats.total(), measured_seconds(record));
  return totals.take();
}

Json run_json(const RunRecord& record) {
  JsonWriter run;
  describe_run(run, record);
  return run.take();
}

Json warmup_json(const RunRecord& record) {
  JsonWriter warmup;
  describe(warmup, record.stats.warmup);
  warmup("failed", failures_where(record.failures, true));
  return warmup.take();
}

void read_requests(JsonReader list, RunRecord& record) {
  const std::size_t count = list.size();
  if (count > kMostRequests)
    return list.fail(fmt::format("expected at most {} requests, got {}", kMostRequests, count));
  for (std::size_t i = 0; i < count && !list.failed(); ++i) {
    JsonReader entry = list.item(i);
    entry.required("name", record.request_names.emplace_back());
    describe(entry, record.stats.by_request.emplace_back(), 0);
    entry.where_filled("over_time", record.steps.by_request.emplace_back());
  }
  if (count < 2) record.steps.by_request.clear();
}

void read_warmup(JsonReader warmup, RunRecord& record) {
  describe(warmup, record.stats.warmup);
  std::vector<FailureRecord> failed;
  warmup("failed", failed);
  for (auto& failure : failed) {
    failure.warmup = true;
    record.failures.push_back(std::move(failure));
  }
}

void read_format(JsonReader& top) {
  std::int64_t format = 0;
  std::string version = "another version";
  top.required("format", format);
  if (const Json* tool = top.find("tool")) top.member(*tool, "tool")("version", version);
  if (top.failed() || format == kFormat) return;
  if (format < kFormat) return top.fail(fmt::format("format {} does not exist", format));
  top.fail(fmt::format("has format {}, written by plimsoll {}; this plimsoll reads format {}: use a newer one", format,
                       version, kFormat));
}

// An older record has no `limited`, and counts for `held` what has no `slo` too.
void count_limited(RunRecord& record) {
  bool all_limited = true;
  std::uint64_t limited = 0, of_steps = 0;
  for (std::size_t i = 0; i < record.request_names.size(); ++i) {
    auto& stats = record.stats.by_request[i];
    const bool has_limits = has_slo(record, i);
    if (stats.streams.limited == 0) {
      stats.streams.limited = has_limits ? stats.requests : 0;
      if (!has_limits) stats.streams.held = 0;
    }
    all_limited = all_limited && (has_limits || !is_streamed(record, i));
    limited += stats.streams.limited;
  }
  auto& steps = record.stream_steps.steps;
  for (const auto& step : steps) of_steps += step.limited;
  if (of_steps > 0 || limited == 0) return;
  // Whose streams it held is not known where only some have an `slo`.
  for (auto& step : steps) {
    step.limited = all_limited ? step.requests : 0;
    if (!all_limited) step.held = 0;
  }
}

void read_record(JsonReader& top, RunRecord& record) {
  const auto with = [&top](std::string_view key, auto read) {
    if (const Json* value = top.find(key)) read(top.member(*value, key));
  };
  for (const std::string_view key : {"run", "verdict", "requests"})
    if (!top.find(key)) return top.fail("has no \"" + std::string(key) + "\"");
  with("tool", [&](JsonReader tool) { tool("version", record.tool_version); });
  with("run", [&](JsonReader run) { describe_run(run, record); });
  top("verdict", record.verdict);
  with("requests", [&](JsonReader list) { read_requests(list, record); });
  top("failures", record.failures);
  with("warmup", [&](JsonReader warmup) { read_warmup(warmup, record); });
  top("connections", record.stats.connections);
  top.where_filled("pauses", record.stats.pauses);
  describe_findings(top, record);
  count_limited(record);
}

Json json_of(const RunRecord& record) {
  JsonWriter top;
  top("format", kFormat);
  top("tool", Json{{"name", "plimsoll"}, {"version", valid_utf8(record.tool_version)}});
  top("run", run_json(record));
  top("verdict", record.verdict);
  top("totals", totals_json(record));
  top("requests", requests_json(record));
  top("warmup", warmup_json(record));
  top("connections", record.stats.connections);
  top.where_filled("pauses", record.stats.pauses);
  top("failures", failures_where(record.failures, false));
  describe_findings(top, record);
  return top.take();
}

}  // namespace

std::string to_json(const RunRecord& record) { return lay_out(json_of(record)); }

std::string to_json_line(const RunRecord& record) { return to_text(json_of(record)); }

std::string to_json(const LeakRecord& leak, const std::vector<LeakRecord>& processes,
                    const std::vector<std::string>& notes) {
  JsonWriter entry;
  describe(entry, leak);
  entry.where_filled("processes", processes);
  entry.where_filled("notes", notes);
  return lay_out(entry.take());
}

Result<RunRecord> run_record_from_json(std::string_view text) {
  JsonFault fault;
  const Json json = parse_ordered_json(text, &fault);
  if (json.is_discarded()) return Error{ErrorKind::invalid, "not a run record: " + fault.reason};
  std::string problem;
  JsonReader top(json, "", problem);
  RunRecord record;
  read_format(top);
  if (!top.failed()) read_record(top, record);
  if (top.failed()) return Error{ErrorKind::invalid, problem};
  return record;
}

void write_json(const RunRecord& record, std::ostream& out) { out << to_json(record); }

}  // namespace plimsoll
