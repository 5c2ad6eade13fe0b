#include "scenarios/tables/scenario_table.h"
#include "scenarios/data/data_schema_table.h"

#include "core/text.h"
#include "scenarios/answer_tables/probe_table.h"
#include "scenarios/protocols/protocol_table.h"
#include "scenarios/quality/quality_table.h"
#include "scenarios/run_note.h"
#include "scenarios/tables/comparison_table.h"
#include "scenarios/tables/connection_table.h"
#include "scenarios/tables/expect_table.h"
#include "scenarios/tables/fault_table.h"
#include "scenarios/tables/flow_table.h"
#include "scenarios/tables/guard_table.h"
#include "scenarios/tables/json_check_table.h"
#include "scenarios/tables/leak_table.h"
#include "scenarios/tables/load_table.h"
#include "scenarios/tables/monitor_table.h"
#include "scenarios/tables/rests_table.h"
#include "scenarios/tables/stream_table.h"
#include "scenarios/tables/target_table.h"
#include "scenarios/tables/wait_table.h"

#include <fmt/format.h>
#include <algorithm>

namespace plimsoll {
namespace {

void set_monitoring(const Value&, ScenarioDraft& draft, Monitoring monitoring) {
  draft.scenario.monitoring.automatic = monitoring.automatic;
  draft.scenario.monitoring.watches = std::move(monitoring.watches);
}

ValueType<std::vector<Threshold>> thresholds_type() {
  const ValueType<Threshold> one = {
      "`METRIC [of REQUEST] OP VALUE`",
      R"({"type": "string", "pattern": "^ *)" + metric_pattern() +
          R"(( +of .+)? *(<=?|>=?|==|!=) *.+$", "examples": ["p99 < 250ms", "p97.5 of predict < 1s", "leak == none"]})",
      [](const Value& value) { return value.parsed(parse_threshold); }};
  return list_type(one);
}

ValueType<RuleSet> rules_type() {
  const auto words = word_type({"mlperf-endpoints"});
  return {words.words, words.schema, [read = words.read](const Value& value) -> std::optional<RuleSet> {
            return read(value) ? std::optional(RuleSet::mlperf_endpoints) : std::nullopt;
          }};
}

void set_secrets(const Value&, ScenarioDraft& draft, std::vector<std::string> names) {
  for (auto& name : names) name = lower_case(name);
  draft.scenario.secret_headers = std::move(names);
}

void set_loads(const Value& value, ScenarioDraft& draft, std::vector<LoadDraft> loads) {
  if (loads.empty()) value.expected("at least one load");
  draft.loads = std::move(loads);
}

void set_limit(const Value&, ScenarioDraft& draft, std::uint64_t bytes) {
  draft.scenario.monitoring.limit_bytes = bytes;
}

// Said here once, and not of each request that has it.
void set_timeout(const Value& value, ScenarioDraft& draft, Nanos timeout) {
  if (timeout <= Nanos(0)) return value.refuse("expected a duration above 0");
  draft.timeout = timeout;
}

template <class Member, class T>
Field<ScenarioDraft> plan_field(FieldWords words, Member Scenario::*member, const ValueType<T>& type) {
  return field_with<ScenarioDraft>(std::move(words), type, [member](const Value&, ScenarioDraft& draft, T value) {
    draft.scenario.*member = std::move(value);
  });
}

}  // namespace

ValueType<std::string> note_type() {
  return {"text of one line", fmt::format(R"({{"type": "string", "maxLength": {}}})", kLongestNote),
          [](const Value& value) { return value.parsed(parse_note); }};
}

const ObjectTable<ScenarioDraft>& scenario_table() {
  using Draft = ScenarioDraft;
  static const auto kExchange = exchange_fields<Draft>("");
  static const ObjectTable<Draft> kTable = {
      "scenario",
      "The whole file.",
      {
          plan_field({"name", "the file's name", "the title of every report"}, &Scenario::name, text_type()),
          plan_field({"note", "", "one line for the record: why this run was made"}, &Scenario::note, note_type()),
          required(plan_field({"target", "", "the API under test"}, &Scenario::target, target_type())),
          field({"load", "", "users or a rate, their pace, and how long"}, &Draft::load, object_type(load_table())),
          field_with<Draft>({"loads", "", "several loads at once, each with its own requests"},
                            list_type(object_type(load_part_table())), set_loads),
          plan_field({"headers", "", "sent with every request"}, &Scenario::headers,
                     headers_type("mapping of names to text")),
          field_with<Draft>({"protocol", "", "how predictions are asked for: of each request with `predict`"},
                            protocol_type(), [](const Value&, Draft&, const ProtocolOptions&) {}),
          field({"requests", "", "what is asked; left out only where a log is replayed"}, &Draft::requests,
                requests_type()),
          field({"login", "",
                 "what a user does before its first request, and again where one is answered 401: its captures are "
                 "there for all its requests"},
                &Draft::login, steps_type()),
          field({"before_all", "", "sent once before the load, for all: where it fails, no load is sent"},
                &Draft::before_all, steps_type()),
          field({"after_all", "", "sent once after the load: where it fails, the run does"}, &Draft::after_all,
                steps_type()),
          field({"feeders", "", "rows of data for the requests: `{{NAME.COLUMN}}`"}, &Draft::feeders, feeders_type()),
          field_with<Draft>({"timeout", "30s",
                             "of every request that has none of its own, from the first byte sent to the last "
                             "received"},
                            duration_type(), set_timeout),
          kExchange[0],
          field({"cookies", "false", "each user has a jar of its own"}, &Draft::cookies, boolean_type()),
          kExchange[1],
          kExchange[2],
          plan_field({"connect_timeout", "5s", "how long connecting may take"}, &Scenario::connect_timeout,
                     duration_type()),
          field({"connection", "", "how connections are made and kept"}, &Draft::connection,
                object_type(connection_table())),
          plan_field({"max_response_size", "64MiB", "a longer answer is a failure"}, &Scenario::max_response_bytes,
                     bytes_type()),
          field_with<Draft>({"secrets", "",
                             "headers whose values no report may show, besides authorization, cookie "
                             "and x-api-key"},
                            list_type(text_type()), set_secrets),
          field_with<Draft>({"monitor", "the listener of a loopback target, or the target that was started",
                             "whose memory is watched"},
                            monitoring_type(), set_monitoring),
          field_with<Draft>(
              {"limit", "the cgroup's, else the machine's", "the memory that the time left is counted to"},
              bytes_type(), set_limit),
          field_with<Draft>(
              {"leak", "", "what the verdict on memory is held against"}, object_type(leak_table()),
              [](const Value&, Draft& draft, LeakRules leak) { draft.scenario.monitoring.leak = std::move(leak); }),
          field_with<Draft>({"guard", "", "what ends the run at once"}, guard_type(),
                            [](const Value&, Draft& draft, Guard guard) { draft.scenario.guard = std::move(guard); }),
          field_with<Draft>(
              {"probes", "", "rows that are asked again and again: their answers must stay the same"}, probes_type(),
              [](const Value&, Draft& draft, ProbePlan probes) { draft.scenario.probes = std::move(probes); }),
          plan_field({"check_budget", "50%",
                      "the share of a thread's time that checks of answers may take: where they take more, a sample of "
                      "the answers is checked, and reports say how many"},
                     &Scenario::check_budget, check_budget_type()),
          plan_field({"thresholds", "`failed_requests == 0`, `dropped == 0`, `leak == none`",
                      "limits that the run must hold; one replaces the default of its metric"},
                     &Scenario::thresholds, thresholds_type()),
          plan_field({"rules", "", "rules of a benchmark that the run is to follow besides; each is judged"},
                     &Scenario::rules, rules_type()),
          field_with<Draft>(
              {"seed", "a new one each run", "of everything drawn at random: the same seed, the same plan"},
              count_type(0, UINT64_MAX),
              [](const Value&, Draft& draft, std::uint64_t seed) {
                draft.scenario.seed = seed;
                draft.scenario.seed_is_given = true;
              }),
      },
      {
          {"workers", "is not built yet: load from several machines"},
          {"schedule", "is not built yet: recurring runs"},
          {"users", "belongs under `load`"},
          {"duration", "belongs under `load`"},
          {"wait", "belongs under `load`"},
          {"spawn_rate", "belongs under `load`"},
          {"warmup", "belongs under `load`"},
          {"keep_alive", "belongs under `connection`"},
          {"source", "belongs under `connection`"},
          {"resolve", "belongs under `connection`"},
          {"url", R"(belongs under `target`, or write target: "http://127.0.0.1:5000")"},
      }};
  return kTable;
}

std::vector<ObjectDescription> scenario_objects() {
  return {describe(scenario_table()),     describe(target_table()),
          describe(tls_table()),          describe(connection_table()),
          describe(ready_table()),        describe(stop_table()),
          describe(version_table()),      describe(load_table()),
          describe(load_part_table()),    describe(stage_table()),
          describe(replay_table()),       describe(trace_table()),
          describe(rests_table()),        describe(wait_table()),
          describe(request_table()),      describe(step_table()),
          describe(capture_table()),      describe(when_table()),
          describe(until_table()),        describe(conversation_table()),
          describe(redirects_table()),    describe(retry_table()),
          describe(auth_table()),         describe(basic_table()),
          describe(api_key_table()),      describe(oauth2_table()),
          describe(sigv4_table()),        describe(token_table()),
          describe(feeder_table()),       describe(data_schema_table()),
          describe(data_column_table()),  describe(data_histogram_table()),
          describe(synthetic_table()),    describe(lengths_table()),
          describe(fault_table()),        describe(cases_table()),
          describe(case_table()),         describe(expect_table()),
          describe(header_check_table()), describe(body_check_table()),
          describe(json_path_table()),    describe(length_table()),
          describe(body_like_table()),    describe(tolerance_table()),
          describe(monitor_table()),      describe(leak_table()),
          describe(guard_table()),        describe(probe_table()),
          describe(stream_table()),       describe(slo_table()),
          describe(protocol_table()),     describe(predict_table()),
          describe(quality_table()),      describe(tensor_table())};
}

}  // namespace plimsoll
