#include "scenarios/tables/load_table.h"

#include "core/units.h"
#include "scenarios/feeders/token_trace.h"
#include "scenarios/run_length.h"
#include "scenarios/tables/rests_table.h"
#include "scenarios/tables/wait_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

using Rows = std::vector<Field<LoadDraft>>;

// What is due from the end on is not sent: a log's last row lies before it.
constexpr Nanos kAfterLast = std::chrono::milliseconds(1);

// Users wait for their answers and arrivals do not: a load is one or the other.
bool is_of_one_model(const Value& value, LoadDraft& draft, std::string_view key, bool closed) {
  const auto& other = closed ? draft.open_key : draft.closed_key;
  if (!other.empty()) {
    value.refuse(fmt::format("{} is about {}, and {} about {}: a load is one of them (several go under `loads`)", key,
                             closed ? "users" : "arrivals", other, closed ? "arrivals" : "users"));
    return false;
  }
  auto& own = closed ? draft.closed_key : draft.open_key;
  if (own.empty()) own = key;
  return true;
}

bool is_only_level(const Value& value, LoadDraft& draft, std::string_view key) {
  if (draft.level_key.empty()) draft.level_key = key;
  if (draft.level_key == key) return true;
  value.refuse(fmt::format("{} says how much load there is already: remove one of them", draft.level_key));
  return false;
}

ValueType<double> level_rate_type() {
  return {"rate, from 0",
          R"({"type": ["string", "number"], "pattern": "^[0-9.]+ *(/ *(s|m|min|h))?$|\\$\\{", "minimum": 0})",
          [](const Value& value) -> std::optional<double> {
            if (const auto text = value.is_scalar() ? value.node().text : "";
                plain_number(text) == 0.0 || text == "0/s")
              return 0;
            return value.parsed(parse_rate);
          }};
}

ValueType<double> level_users_type() {
  const auto count = count_type(0, kMostUsers);
  return {count.words, count.schema, [read = count.read](const Value& value) -> std::optional<double> {
            const auto users = read(value);
            return users ? std::optional(static_cast<double>(*users)) : std::nullopt;
          }};
}

ValueType<double> burstiness_type() {
  auto type = number_type();
  type.words = "number, 0.01 to 1000";
  return type;
}

ValueType<ArrivalRate::Law> law_type() {
  const auto words = word_type({"constant", "poisson", "gamma"});
  return {words.words, words.schema, [read = words.read](const Value& value) -> std::optional<ArrivalRate::Law> {
            const auto word = read(value);
            if (!word) return std::nullopt;
            return *word == "poisson" ? ArrivalRate::Law::poisson
                   : *word == "gamma" ? ArrivalRate::Law::gamma
                                      : ArrivalRate::Law::constant;
          }};
}

ValueType<double> speed_type() {
  return {"factor like `2x`",
          R"({"type": ["string", "number"], "pattern": "^[0-9.]+x?$|\\$\\{", "exclusiveMinimum": 0})",
          [](const Value& value) -> std::optional<double> {
            auto text = value.text();
            if (!text) return std::nullopt;
            if (text->ends_with('x')) text->pop_back();
            const auto factor = plain_number(*text);
            if (factor && *factor > 0) return factor;
            value.expected(R"(a factor above 0 like "2x")");
            return std::nullopt;
          }};
}

std::optional<ReplayDraft> read_replay(const Value& value) {
  ReplayDraft draft;
  if (value.is_map())
    read_object(value, replay_table(), draft);
  else if (const auto file = value.file())
    draft.log.file = *file;
  if (draft.log.file.empty()) return draft;
  auto summary = survey_replay_log(draft.log.file);
  if (summary)
    draft.summary = std::move(*summary);
  else
    value.refuse(summary.error().message);
  return draft;
}

ValueType<ReplayDraft> replay_type() {
  return {"file, or [replay](#replay)",
          R"({"oneOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/replay"}]})", read_replay};
}

std::optional<TraceDraft> read_trace(const Value& value) {
  TraceDraft draft;
  auto& trace = draft.trace;
  if (value.is_map())
    read_object(value, trace_table(), draft);
  else if (const auto file = value.file())
    trace.file = *file;
  if (trace.file.empty()) return draft;
  const auto summary = survey_token_trace(trace.file, trace.file.string());
  if (summary.has_error()) {
    value.refuse(summary.error().message);
    return draft;
  }
  trace.rows = summary->rows;
  trace.length = summary->length;
  draft.is_read = true;
  return draft;
}

ValueType<TraceDraft> trace_type() {
  return {"file, or [trace](#trace)", R"({"oneOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/trace"}]})",
          read_trace};
}

void set_trace(const Value& value, LoadDraft& draft, TraceDraft trace) {
  if (is_of_one_model(value, draft, "trace", false) && is_only_level(value, draft, "trace"))
    draft.trace = std::move(trace);
}

void set_stages(const Value& value, LoadDraft& draft, const std::vector<StageDraft>& stages) {
  if (!is_only_level(value, draft, "stages")) return;
  if (stages.empty()) return value.expected("at least one stage like {for: 2m, users: 50}");
  const auto items = value.items();
  const bool closed = stages.front().users.has_value();
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const auto& stage = stages[i];
    if (!items[i].is_map()) continue;  // told already
    if (stage.users.has_value() == stage.rate.has_value()) {
      if (items[i].node().find("users") == nullptr && items[i].node().find("rate") == nullptr)
        items[i].refuse("a stage leads to a level: add users or rate");
      else if (stage.users)
        items[i].refuse("a stage is of users or of a rate: remove one");
    } else if (stage.users.has_value() != closed) {
      items[i].refuse("all stages of a load are of users, or all of a rate (several loads go under `loads`)");
    }
    draft.stages.push_back({stage.length.value_or(Nanos(0)), stage.users.value_or(stage.rate.value_or(0))});
  }
  is_of_one_model(value, draft, closed ? "stages of users" : "stages of a rate", closed);
}

void set_users(const Value& value, LoadDraft& draft, std::uint64_t users) {
  if (is_of_one_model(value, draft, "users", true) && is_only_level(value, draft, "users"))
    draft.closed.users = static_cast<std::uint32_t>(users);
}

void set_rate(const Value& value, LoadDraft& draft, double rate) {
  if (is_of_one_model(value, draft, "rate", false) && is_only_level(value, draft, "rate")) draft.rate = rate;
}

void set_replay(const Value& value, LoadDraft& draft, ReplayDraft replay) {
  if (is_of_one_model(value, draft, "replay", false) && is_only_level(value, draft, "replay"))
    draft.replay = std::move(replay);
}

Rows model_rows() {
  return {
      field_with<LoadDraft>({"users", "1", "how many users there are"}, count_type(1, kMostUsers), set_users),
      field_with<LoadDraft>({"spawn_rate", "1/s", "users started per second, evenly; the first at once"}, rate_type(),
                            [](const Value& value, LoadDraft& draft, double rate) {
                              if (is_of_one_model(value, draft, "spawn_rate", true)) draft.closed.spawn_rate = rate;
                            }),
      field_with<LoadDraft>({"wait", "0s", "the pause of a user between two tasks"}, wait_type(),
                            [](const Value& value, LoadDraft& draft, Wait wait) {
                              if (is_of_one_model(value, draft, "wait", true)) draft.closed.wait = wait;
                            }),
      field_with<LoadDraft>({"rate", "", "instead of users: tasks started per second, whatever became of those before"},
                            rate_type(), set_rate),
      field_with<LoadDraft>({"arrivals", "constant",
                             "evenly at the rate; as many independent people would come; or in bursts, as `burstiness` "
                             "says"},
                            law_type(),
                            [](const Value& value, LoadDraft& draft, ArrivalRate::Law law) {
                              if (is_of_one_model(value, draft, "arrivals", false)) draft.law = law;
                            }),
      field_with<LoadDraft>(
          {"burstiness", "",
           "of `gamma`, which it means where `arrivals` says nothing: the shape of its gaps; 1 is `poisson`, below 1 "
           "arrivals come in bursts, above they are more even"},
          burstiness_type(),
          [](const Value& value, LoadDraft& draft, double shape) {
            if (shape < kLeastBurstiness || shape > kMostBurstiness) {
              draft.burstiness = 1;  // it is there, and wrong by itself
              return value.expected("a number from 0.01 to 1000");
            }
            if (is_of_one_model(value, draft, "burstiness", false)) draft.burstiness = shape;
          }),
      field_with<LoadDraft>({"max_in_flight", "10 s of the highest rate, at least 100",
                             "requests at once at most, each on a connection; what is due above it is dropped and "
                             "counted"},
                            count_type(1, kMostInFlight),
                            [](const Value& value, LoadDraft& draft, std::uint64_t most) {
                              if (is_of_one_model(value, draft, "max_in_flight", false))
                                draft.open.max_in_flight = static_cast<std::uint32_t>(most);
                            }),
      field_with<LoadDraft>({"late_after", "10ms", "what starts later than due by more is counted as late"},
                            duration_type(),
                            [](const Value& value, LoadDraft& draft, Nanos time) {
                              if (is_of_one_model(value, draft, "late_after", false)) draft.open.late_after = time;
                            }),
      field_with<LoadDraft>({"stages", "", "levels of users or of the rate, one after the other"},
                            list_type(object_type(stage_table())), set_stages),
      field_with<LoadDraft>({"replay", "", "a timed log of requests, sent at its own pace"}, replay_type(), set_replay),
      field_with<LoadDraft>({"trace", "", "instead of a rate: arrivals at the instants of a trace of a language model"},
                            trace_type(), set_trace),
  };
}

ValueType<RunLength> run_length_type() {
  return {"duration, or `until_verdict, at most 2h`",
          R"({"type": ["string", "integer"], "pattern": "^0$|^until_verdict|[0-9] *(d|h|m|min|s|ms|us|ns)|\\$\\{", )"
          R"("maximum": 0})",
          [duration = duration_type().read](const Value& value) -> std::optional<RunLength> {
            const bool words = value.is_scalar() && (value.node().text.starts_with("until") ||
                                                     value.node().text.find("at most") != std::string::npos);
            if (words) return value.parsed(parse_run_length);
            const auto time = duration(value);
            return time ? std::optional(RunLength{*time, false}) : std::nullopt;
          }};
}

// One that cannot be read is none: the warm-up is not set against the default then.
Field<LoadDraft> duration_field() {
  auto row = field_with<LoadDraft>(
      {"duration", "that of the stages or the log, else 1m",
       "how long, from the first user on, warm-up included; or until memory is judged clean or leaking, at most 1h"},
      run_length_type(), [](const Value&, LoadDraft& draft, RunLength length) {
        draft.common.duration = length.most;
        draft.common.until_verdict = length.until_verdict;
      });
  row.read = [read = row.read](const Value& value, LoadDraft& draft) {
    draft.common.duration = Nanos(0);
    draft.has_duration = true;
    read(value, draft);
  };
  return row;
}

Rows common_rows() {
  return {
      duration_field(),
      field_with<LoadDraft>({"requests", "", "stop after so many requests, if that comes first"},
                            count_type(1, UINT64_MAX),
                            [](const Value&, LoadDraft& draft, std::uint64_t n) { draft.common.requests = n; }),
      field_with<LoadDraft>({"warmup", "0s", "the beginning that no figure, threshold or verdict counts"},
                            duration_type(),
                            [](const Value&, LoadDraft& draft, Nanos time) { draft.common.warmup = time; }),
      field_with<LoadDraft>({"graceful_stop", "10s", "what requests in flight get at the end"}, duration_type(),
                            [](const Value&, LoadDraft& draft, Nanos time) { draft.common.graceful_stop = time; }),
      field_with<LoadDraft>(
          {"cooldown", "0s", "after the load nothing is sent for so long and memory is still watched"}, duration_type(),
          [](const Value&, LoadDraft& draft, Nanos time) { draft.common.cooldown = time; }),
  };
}

Rows both(Rows first, const Rows& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

LoadPart LoadDraft::part() const {
  LoadPart part;
  part.name = name;
  const bool is_open = rate || replay || trace || (!open_key.empty() && closed_key.empty());
  if (!is_open) {
    auto model = closed;
    model.stages = stages;
    part.model = model;
    return part;
  }
  auto model = open;
  ArrivalRate arrivals;
  arrivals.law = law.value_or(burstiness ? ArrivalRate::Law::gamma : ArrivalRate::Law::constant);
  arrivals.burstiness = burstiness.value_or(1);
  arrivals.stages = stages;
  if (rate) arrivals.stages = {{Nanos(0), *rate}};
  model.arrivals = arrivals;
  if (replay) model.arrivals = replay->log;
  if (trace) model.arrivals = trace->trace;
  part.model = model;
  return part;
}

std::optional<Nanos> LoadDraft::own_length() const {
  if (replay && replay->summary)
    return Nanos(std::llround(static_cast<double>(replay->summary->length.count()) / replay->log.speed)) + kAfterLast;
  if (trace && trace->is_read)
    return Nanos(std::llround(static_cast<double>(trace->trace.length.count()) / trace->trace.speed)) + kAfterLast;
  if (stages.empty()) return std::nullopt;
  Nanos sum{0};
  for (const auto& stage : stages) sum += stage.length;
  return sum;
}

const ObjectTable<StageDraft>& stage_table() {
  static const ObjectTable<StageDraft> kTable = {
      "stage",
      "The way from the level before (at first 0) to this one, in a straight line; the same level again holds it.",
      {
          required(field({"for", "", "how long it takes; `0s` jumps"}, &StageDraft::length, duration_type())),
          field({"users", "", "users at its end"}, &StageDraft::users, level_users_type()),
          field({"rate", "", "tasks started per second at its end"}, &StageDraft::rate, level_rate_type()),
      },
      {}};
  return kTable;
}

const ObjectTable<ReplayDraft>& replay_table() {
  static const ObjectTable<ReplayDraft> kTable = {
      "replay",
      "Requests at the instants of a log: JSONL or CSV with offset (seconds), method, path, body or body_file, name.",
      {
          required(field_with<ReplayDraft>(
              {"file", "", "the log"}, file_type(),
              [](const Value&, ReplayDraft& draft, std::filesystem::path file) { draft.log.file = std::move(file); })),
          field_with<ReplayDraft>({"speed", "1x", "how much faster than it was"}, speed_type(),
                                  [](const Value&, ReplayDraft& draft, double speed) { draft.log.speed = speed; }),
      },
      {}};
  return kTable;
}

const ObjectTable<TraceDraft>& trace_table() {
  static const ObjectTable<TraceDraft> kTable = {
      "trace",
      "Arrivals at the instants of a trace: JSON lines as Mooncake's (timestamp in ms), or a table as BurstGPT's "
      "(seconds) or Azure's (dates). A feeder of the same file, `format: trace`, gives prompts of its lengths.",
      {
          required(field_with<TraceDraft>(
              {"file", "", "the trace"}, file_type(),
              [](const Value&, TraceDraft& draft, std::filesystem::path file) { draft.trace.file = std::move(file); })),
          field_with<TraceDraft>({"speed", "1x", "how much faster than it was"}, speed_type(),
                                 [](const Value&, TraceDraft& draft, double speed) { draft.trace.speed = speed; }),
      },
      {}};
  return kTable;
}

const ObjectTable<LoadDraft>& load_table() {
  static const ObjectTable<LoadDraft> kTable = {
      "load",
      "Who asks, how often and for how long. Users each have a connection and wait between their tasks; with a `rate`, "
      "tasks start when they are due, whether or not those before have been answered.",
      both(both(model_rows(), common_rows()), turn_rows(&LoadDraft::common)),
      {}};
  return kTable;
}

const ObjectTable<LoadDraft>& load_part_table() {
  static const ObjectTable<LoadDraft> kTable = {
      "loads",
      "One of several loads that run at once; how long is said under `load`.",
      both({required(field({"name", "", "what it is called"}, &LoadDraft::name, text_type())),
            field({"tasks", "all", "names of the requests that are its own"}, &LoadDraft::tasks,
                  list_type(text_type()))},
           model_rows()),
      {{"duration", "belongs under `load`: all loads run as long"},
       {"warmup", "belongs under `load`"},
       {"requests", "belongs under `load` as a limit; the requests of this load are its `tasks`"},
       {"graceful_stop", "belongs under `load`"},
       {"cooldown", "belongs under `load`: it follows all of them"},
       {"shape", "belongs under `load`: all loads rest together"},
       {"rests", "belongs under `load`: all loads rest together"}}};
  return kTable;
}

}  // namespace plimsoll
