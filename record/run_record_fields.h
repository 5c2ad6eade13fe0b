#pragma once

// The fields of a run record as run.json names them, one list for writing and reading (json_archive.h).
// Included by the sources alone that write or read parts of a record. Every key is explained in
// docs/run-record-format.md.

#include "core/json/json_archive.h"
#include "record/answers/answers_fields.h"
#include "record/compact_json.h"
#include "record/mapping_growth_fields.h"
#include "record/rules/rules_fields.h"
#include "record/run_record.h"
#include "record/stats_fields.h"

#include <array>

namespace plimsoll {

template <>
struct EnumNames<EndedBy> {
  static constexpr std::size_t kCount = 8;
  static std::string_view name(EndedBy value) { return to_string(value); }
};

template <>
struct EnumNames<RunOutcome> {
  static constexpr std::size_t kCount = 6;
  static std::string_view name(RunOutcome value) { return to_string(value); }
};

template <>
struct EnumNames<Verdict> {
  static constexpr std::size_t kCount = 4;
  static std::string_view name(Verdict value) { return to_string(value); }
};

template <>
struct EnumNames<Inconclusive> {
  static constexpr std::array<std::string_view, 9> kNames = {"none",     "too_short", "falls",    "noise", "moving",
                                                             "sawtooth", "no_floor",  "released", "unit"};
  static constexpr std::size_t kCount = kNames.size();
  static std::string_view name(Inconclusive value) { return kNames[static_cast<std::size_t>(value)]; }
};

template <>
struct EnumNames<UnitSource> {
  static constexpr std::array<std::string_view, 5> kNames = {"name", "neighbour", "number", "option", "guess"};
  static constexpr std::size_t kCount = kNames.size();
  static std::string_view name(UnitSource value) { return kNames[static_cast<std::size_t>(value)]; }
};

template <>
struct EnumNames<CauseKind> {
  static constexpr std::array<std::string_view, 11> kNames = {
      "plateau",   "step",        "collector",     "recycling", "cache_filling", "per_request", "per_time",
      "per_abort", "descriptors", "shared_memory", "gpu"};
  static constexpr std::size_t kCount = kNames.size();
  static std::string_view name(CauseKind value) { return kNames[static_cast<std::size_t>(value)]; }
};

template <>
struct EnumNames<Threshold::Operator> {
  static constexpr std::array<std::string_view, 6> kNames = {"<", "<=", "==", "!=", ">=", ">"};
  static constexpr std::size_t kCount = kNames.size();
  static std::string_view name(Threshold::Operator value) { return kNames[static_cast<std::size_t>(value)]; }
};

template <>
struct EnumNames<MeasurementSubject> {
  static constexpr std::array<std::string_view, 14> kNames = {
      "plan",       "lateness",    "drops",      "generator_cpu", "loop_lag",   "local_failures", "suspend",
      "wall_clock", "arrival_law", "little_law", "trend",         "reconnects", "streams",        "requests"};
  static constexpr std::size_t kCount = kNames.size();
  static std::string_view name(MeasurementSubject value) { return kNames[static_cast<std::size_t>(value)]; }
};
template <>
struct EnumNames<MeasurementState> {
  static constexpr std::array<std::string_view, 3> kNames = {"fine", "noted", "invalid"};
  static constexpr std::size_t kCount = kNames.size();
  static std::string_view name(MeasurementState value) { return kNames[static_cast<std::size_t>(value)]; }
};

template <class A>
void describe(A& a, FieldsOf<A, RunVerdict> verdict) {
  a.required("outcome", verdict.outcome);
  a.required("exit_code", verdict.exit_code);
  a("reasons", verdict.reasons);
}

template <class A>
void describe(A& a, FieldsOf<A, FailureExample> example) {
  a("t_s", example.t_s);
  a("request_excerpt", example.request_excerpt);
  a("response_excerpt", example.response_excerpt);
}

template <class A>
void describe(A& a, FieldsOf<A, FailureRecord> failure) {
  a("request", failure.request);
  a("kind", failure.kind);
  a("message", failure.message);
  a("count", failure.count);
  a("examples", failure.examples);
}

template <class A>
void describe(A& a, FieldsOf<A, ThresholdResult> result) {
  a.required("expression", result.threshold.expression);
  a.required("ok", result.ok);
  a("judged", result.judged);
  a("supported", result.supported);
  a("actual", result.actual);
  a("actual_text", result.actual_text);
  a.derived("unit", [&] { return result.threshold.metric->unit(); });
  a.required("metric", result.threshold.metric);
  a("quantile", result.threshold.quantile);
  a("request", result.threshold.request);
  a("operator", result.threshold.op);
  a("limit", result.threshold.value);
}

template <class A>
void describe(A& a, FieldsOf<A, TimelineRow> row) {
  a("t_s", row.t_s);
  a("length_s", row.length_s);
  a("active_users", row.active_users);
  a("requests", row.requests);
  a("failures", row.failures);
  a("dropped", row.dropped);
  a("late", row.late);
  a("in_flight", row.in_flight);
  a("warmup", row.warmup);
  a("warmup_requests", row.warmup_requests);
  a("p50_ms", row.p50_ms);
  a("p95_ms", row.p95_ms);
  a("p99_ms", row.p99_ms);
  a("max_ms", row.max_ms);
  a.where_filled("failures_by_kind", row.failures_by_kind);
}

template <class A>
void describe(A& a, FieldsOf<A, MonitorEvent> event) {
  a("t_s", event.t_s);
  a("kind", event.kind);
  a("pid", event.pid);
  a("message", event.message);
}

template <class A>
void describe(A& a, FieldsOf<A, ProcessFigureRecord> figure) {
  a.required("name", figure.name);
  a("first", figure.first);
  a("last", figure.last);
  a("max", figure.max);
}

template <class A>
void describe(A& a, FieldsOf<A, ProcessRecord> process) {
  a.required("pid", process.pid);
  a("life", process.life);
  a("command", process.command);
  a.where_filled("runtime", process.runtime);
  a("main", process.is_root);
  a("started_at", process.started_at);
  a("from_s", process.from_s);
  a("to_s", process.to_s);
  a("figures", process.figures);
}

template <class A>
void describe(A& a, FieldsOf<A, MonitorRecord> monitor) {
  a.required("name", monitor.name);
  a("description", monitor.description);
  a("pids", monitor.pids);
  a.where_filled("processes", monitor.processes);
  a("series", monitor.series);
  a("events", monitor.events);
  a.where_filled("judged_beside", monitor.judged_beside);
  a.where_filled("mappings", monitor.mappings);
  a("trace", monitor.rows);
}

template <class A>
void describe(A& a, FieldsOf<A, SeriesLabel> label) {
  a.required("name", label.name);
  a("unit", label.unit);
}

template <class A>
void describe(A& a, FieldsOf<A, RequestAttribution> type) {
  a("name", type.name);
  a("bytes_per_request", type.bytes_per_request);
  a("ci_low", type.ci_low);
  a("ci_high", type.ci_high);
}

template <class A>
void describe(A& a, FieldsOf<A, Model> model) {
  a("shape", model.shape);
  a("shape_parameter", model.shape_parameter);
  a("floor", model.floor);
  a("curve", model.curve);
}

template <class A>
void describe(A& a, FieldsOf<A, Intermediate> steps) {
  a("phi", steps.phi);
  a("raw", steps.raw);
  a("cut", steps.cut);
  a("floor_points", steps.floor_points);
  a("t", steps.t);
  a("plain_t", steps.plain_t);
  a("walk_t", steps.walk_t);
  a("walk_ratio", steps.walk_ratio);
  a("events", steps.events);
  a("possible_shapes", steps.possible_shapes);
  a("trimmed", steps.trimmed);
  a("sawtooth", steps.sawtooth);
  a("teeth", steps.teeth);
  a("persists", steps.persists);
  a("tends", steps.tends);
  a("worth", steps.worth);
  a("harmless", steps.harmless);
  a("fell_at_once", steps.fell_at_once);
  a("shape", steps.shape);
  a("shape_parameter", steps.shape_parameter);
}

template <class A>
void describe(A& a, FieldsOf<A, Cause> cause) {
  a.required("kind", cause.kind);
  a("evidence", cause.evidence);
}

template <class A>
void describe(A& a, FieldsOf<A, UnitRead> read) {
  a.required("unit", read.unit);
  a("from", read.from);
}

template <class A>
void describe(A& a, FieldsOf<A, SegmentFigures> figures) {
  a.required("requests", figures.requests);
  a.required("failures", figures.failures);
  a("p50_ms", figures.p50_ms);
  a("p95_ms", figures.p95_ms);
  a("p99_ms", figures.p99_ms);
}

template <class A>
void describe(A& a, FieldsOf<A, TargetSegment> segment) {
  a.required("version", segment.version);
  a("from_s", segment.from_s);
  a("to_s", segment.to_s);
  a.where_known("figures", segment.figures);
}

template <class A>
void describe(A& a, FieldsOf<A, LeakRecord> leak) {
  a.required("monitor", leak.monitor);
  a.required("series", leak.series);
  a("unit", leak.unit);
  a("pid", leak.pid);
  a.where_known("read_as", leak.read_as);
  a.where_known("segment", leak.segment);
  a.required("verdict", leak.verdict.verdict);
  a("bytes_per_second", leak.verdict.bytes_per_second);
  a("ci_low", leak.verdict.ci_low);
  a("ci_high", leak.verdict.ci_high);
  a("bytes_per_request", leak.verdict.bytes_per_request);
  a("bytes_per_request_ci_low", leak.verdict.bytes_per_request_ci_low);
  a("bytes_per_request_ci_high", leak.verdict.bytes_per_request_ci_high);
  a("onset_s", leak.verdict.onset_s);
  a("limit_bytes", leak.verdict.limit_bytes);
  a("seconds_to_limit", leak.verdict.seconds_to_limit);
  a("explanation", leak.verdict.explanation);
  a.where_known("pool_bytes", leak.verdict.pool_bytes);
  a("cause", leak.verdict.cause);
  a("inconclusive_because", leak.verdict.why);
  a("recommended_duration_s", leak.verdict.recommended_duration_s);
  a.where_filled("by_request", leak.verdict.by_request);
  a("model", leak.verdict.model);
  a("growth_under_load_per_s", leak.growth_under_load_per_s);
  a("growth_at_rest_per_s", leak.growth_at_rest_per_s);
  a("intermediate", leak.verdict.intermediate);
}

template <class A>
void describe(A& a, FieldsOf<A, RateKept> rate) {
  a("planned_per_second", rate.planned_per_second);
  a("achieved_per_second", rate.achieved_per_second);
}

template <class A>
void describe(A& a, FieldsOf<A, ArrivalLaw> law) {
  a("gaps", law.gaps);
  a("anderson_darling", law.anderson_darling);
  a("p_value", law.p_value);
}

template <class A>
void describe(A& a, FieldsOf<A, LittleLaw> law) {
  a("users", law.users);
  a("ratio", law.ratio);
}

template <class A>
void describe(A& a, FieldsOf<A, ResponseTrend> trend) {
  a("from_ms", trend.from_ms);
  a("to_ms", trend.to_ms);
  a("median_ms", trend.median_ms);
  a("p_value", trend.p_value);
}

template <class A>
void describe(A& a, FieldsOf<A, Standstill> standstill) {
  a("seconds", standstill.seconds);
  a("longest_s", standstill.longest_s);
  a("longest_from_s", standstill.longest_from_s);
  a("times", standstill.times);
}

template <class A>
void describe(A& a, FieldsOf<A, MeasurementCheck> check) {
  a.required("subject", check.subject);
  a.required("state", check.state);
}

template <class A>
void describe(A& a, FieldsOf<A, Measurement> measurement) {
  a("valid", measurement.valid);
  a("planned_requests", measurement.planned_requests);
  a("late_share", measurement.late_share);
  a("generator_cpu_share", measurement.generator_cpu_share);
  a("generator_rss_bytes", measurement.generator_rss_bytes);
  a("rate", measurement.rate);
  a("never_started", measurement.never_started);
  a("dropped_at_cap", measurement.dropped_at_cap);
  a("dropped_while_late", measurement.dropped_while_late);
  a("lateness_p50_ms", measurement.lateness.p50_ms);
  a("lateness_p99_ms", measurement.lateness.p99_ms);
  a("lateness_max_ms", measurement.lateness.max_ms);
  a("loop_lag_p50_ms", measurement.loop_lag.p50_ms);
  a("loop_lag_p99_ms", measurement.loop_lag.p99_ms);
  a("loop_lag_max_ms", measurement.loop_lag.max_ms);
  a("local_failures", measurement.local_failures);
  a("clock_step_s", measurement.clock_step_s);
  a("suspended_s", measurement.suspended_s);
  a("arrival_law", measurement.arrival_law);
  a("little_law", measurement.little_law);
  a("response_time_trend", measurement.trend);
  a.where_known("standstill", measurement.standstill);
  a("reconnect_share", measurement.reconnect_share);
  a.where_known("stream_delay_p99_ms", measurement.stream_delay_ms);
  a("checks", measurement.checks);
  a("reasons", measurement.reasons);
  a("notes", measurement.notes);
}

}  // namespace plimsoll
