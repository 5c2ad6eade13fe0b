#include "record/sweeps/sweep_record_json.h"

#include "core/json/json.h"
#include "core/json/json_layout.h"
#include "record/run_record_fields.h"

#include <fmt/format.h>

#include <array>
#include <ostream>

namespace plimsoll {

template <>
struct EnumNames<SweepOver> {
  static constexpr std::size_t kCount = 2;
  static std::string_view name(SweepOver value) { return to_string(value); }
};

template <>
struct EnumNames<LevelState> {
  static constexpr std::array<std::string_view, 4> kNames = {"holds", "breaks", "invalid", "cut_short"};
  static constexpr std::size_t kCount = kNames.size();
  static std::string_view name(LevelState value) { return kNames[static_cast<std::size_t>(value)]; }
};

template <class A>
void describe(A& a, FieldsOf<A, LevelTimes> times) {
  a("p50", times.p50_ms);
  a("p90", times.p90_ms);
  a("p99", times.p99_ms);
}

template <class A>
void describe(A& a, FieldsOf<A, LevelStreams> streams) {
  a("streams", streams.streams);
  a("first_token_ms", streams.first_token);
  a("time_per_token_ms", streams.time_per_token);
  a("tokens_by", streams.tokens_by);
  a("tokens_per_second", streams.tokens_per_second);
}

template <class A>
void describe(A& a, FieldsOf<A, LevelMemory> memory) {
  a("first_bytes", memory.first_bytes);
  a("last_bytes", memory.last_bytes);
  a("max_bytes", memory.max_bytes);
  a.where_filled("verdict", memory.verdict);
}

template <class A>
void describe(A& a, FieldsOf<A, LevelFigure> figure) {
  a.required("figure", figure.name);
  a.required("value", figure.value);
}

template <class A>
void describe(A& a, FieldsOf<A, SweepLevel> level) {
  a.required("level", level.level);
  a.required("state", level.state);
  a("reasons", level.reasons);
  a("run", level.run_id);
  a.where_filled("folder", level.folder);
  a("steady_from_s", level.from_s);
  a("steady_s", level.seconds);
  a("requests", level.requests);
  a("failures", level.failures);
  a("dropped", level.dropped);
  a("unfinished", level.unfinished);
  a("requests_per_second", level.per_second);
  a("good_per_second", level.good_per_second);
  a("margin", level.margin);
  a("response_time_ms", level.response_time);
  a.where_known("streams", level.streams);
  a("held", level.held);
  a("goodput_per_second", level.goodput_per_second);
  a("goodput_share", level.share);
  a("goodput_share_low", level.share_low);
  a("goodput_share_high", level.share_high);
  a.where_known("memory", level.memory);
  a.where_filled("quality", level.quality);
}

template <class A>
void describe(A& a, FieldsOf<A, SweepKnee> knee) {
  a.required("level", knee.level);
  a("requests_per_second", knee.per_second);
  a("level_below", knee.below);
  a("level_above", knee.above);
  a("slope_before", knee.slope_before);
  a("slope_after", knee.slope_after);
  a("explained", knee.explained);
}

template <class A>
void describe(A& a, FieldsOf<A, SweepLimit> limit) {
  a("holds", limit.holds);
  a("beyond", limit.beyond);
  a("by_the_generator", limit.by_us);
}

template <class A>
void describe(A& a, FieldsOf<A, SweepBest> best) {
  a.required("level", best.level);
  a("low", best.low);
  a("high", best.high);
  a("resolved", best.resolved);
  a("rivals", best.rivals);
}

template <class A>
void describe(A& a, FieldsOf<A, SweepRequirement> requirement) {
  a.required("expression", requirement.expression);
  a("figure", requirement.figure);
  a("least", requirement.least);
  a("strict", requirement.strict);
  a("met", requirement.met);
  a("actual", requirement.actual);
}

template <class A>
void describe(A& a, FieldsOf<A, SweepRecord> sweep) {
  a("plimsoll", sweep.tool_version);
  a.required("id", sweep.id);
  a("name", sweep.name);
  a.where_filled("note", sweep.note);
  a("started_at", sweep.started_at);
  a("duration_s", sweep.duration_s);
  a("seed", sweep.seed);
  a("target", sweep.target);
  a.required("over", sweep.over);
  a("automatic", sweep.automatic);
  a("warmup_s", sweep.warmup_s);
  a("hold_s", sweep.hold_s);
  a("has_slo", sweep.has_slo);
  a("limits", sweep.limits);
  a("verdict", sweep.verdict);
  a.where_known("knee", sweep.knee);
  a.where_filled("why_no_knee", sweep.why_no_knee);
  a("limit", sweep.limit);
  a.where_known("highest_goodput", sweep.best);
  a.where_filled("requirements", sweep.requirements);
  a.where_filled("notes", sweep.notes);
  a.required("levels", sweep.levels);
  a("environment", sweep.environment);
  a("scenario", sweep.scenario_text);
}

void write_json(const SweepRecord& record, std::ostream& out) {
  constexpr int kFormatOfSweeps = 1;
  JsonWriter top;
  top("sweep_format", kFormatOfSweeps);
  describe(top, record);
  out << lay_out(top.take()) << '\n';
}

Result<SweepRecord> read_sweep_record(std::string_view text) {
  JsonFault fault;
  const Json json = parse_ordered_json(text, &fault);
  if (json.is_discarded()) return Error{ErrorKind::invalid, "not a sweep: " + fault.reason};
  std::string problem;
  JsonReader top(json, "", problem);
  SweepRecord record;
  describe(top, record);
  const auto count = record.levels.size();
  const auto is_beyond = [&](const std::optional<std::size_t>& place) { return place && *place >= count; };
  if (is_beyond(record.limit.holds) || is_beyond(record.limit.beyond) || (record.best && record.best->level >= count))
    top.fail("names a level that is not there");
  if (top.failed()) return Error{ErrorKind::invalid, problem};
  return record;
}

}  // namespace plimsoll
