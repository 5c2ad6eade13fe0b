#include "record/run_record_json.h"
#include "tests/support/golden.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::run_record_json_test {

using nlohmann::json;
using ::testing::HasSubstr;

RunRecord read_back(const RunRecord& record) {
  auto result = run_record_from_json(to_json(record));
  if (result.has_error()) {
    ADD_FAILURE() << result.error().message;
    return {};
  }
  return std::move(*result);
}

std::string problem_of(const json& broken) {
  const auto result = run_record_from_json(broken.dump());
  return result.has_error() ? result.error().message : "accepted";
}

json passing_json() { return json::parse(to_json(passing_record())); }

TEST(RunRecordJson, comes_back_the_same) {
  for (const RunRecord& record : {passing_record(), leaking_record(), error_record(), RunRecord{}}) {
    const std::string text = to_json(record);
    EXPECT_EQ(to_json(read_back(record)), text);
  }
}

TEST(RunRecordJson, brings_back_every_figure) {
  const RunRecord before = leaking_record();
  const RunRecord after = read_back(before);
  EXPECT_EQ(after.seed, before.seed);
  EXPECT_EQ(after.request_names, before.request_names);
  ASSERT_EQ(after.stats.by_request.size(), before.stats.by_request.size());
  EXPECT_EQ(after.stats.by_request[0].response_time.parts(), before.stats.by_request[0].response_time.parts());
  EXPECT_EQ(after.stats.by_request[0].dropped, before.stats.by_request[0].dropped);
  EXPECT_EQ(after.stats.connections.connect_time.parts(), before.stats.connections.connect_time.parts());
  EXPECT_EQ(after.leaks[0].verdict, before.leaks[0].verdict);
  EXPECT_EQ(after.monitors[0].rows, before.monitors[0].rows);
  const auto points_before = before.monitors[0].series[1].points();
  const auto points_after = after.monitors[0].series[1].points();
  EXPECT_TRUE(std::equal(points_before.begin(), points_before.end(), points_after.begin(), points_after.end()));
  EXPECT_EQ(after.load, before.load);
  EXPECT_EQ(after.environment, before.environment);
  EXPECT_EQ(after.scenario_text, before.scenario_text);
  EXPECT_EQ(after.target_log_tail, before.target_log_tail);
  EXPECT_EQ(after.timeline.size(), before.timeline.size());
  EXPECT_EQ(after.timeline[30].p99_ms, before.timeline[30].p99_ms);
  EXPECT_EQ(after.thresholds[0].threshold.quantile, before.thresholds[0].threshold.quantile);
  EXPECT_EQ(after.thresholds[0].supported, before.thresholds[0].supported);
  EXPECT_EQ(after.failures.back().warmup, true);
  EXPECT_EQ(after.failures[0].examples[0].request_excerpt, before.failures[0].examples[0].request_excerpt);
}

RunRecord record_over_time() {
  RunRecord record = passing_record();
  for (int t = 0; t < 10; ++t) {
    Snapshot second(2);
    auto& stats = second.by_request[t % 2];
    stats.requests = 3;
    stats.failures = 1;
    stats.failures_by_kind.add(FailureKind::timeout);
    for (const int ms : {5, 6, 2000}) stats.response_time.record(std::chrono::milliseconds(ms));
    record.timeline[t].failures_by_kind = stats.failures_by_kind;
    record.stats.merge(second);
    record.steps.add(t + 0.5, second, second.total());
  }
  return record;
}

TEST(RunRecordJson, brings_back_what_failed_and_how_long_all_took_over_time) {
  const RunRecord before = record_over_time();
  const RunRecord after = read_back(before);
  EXPECT_EQ(after.stats.by_request[0].failures_by_kind, before.stats.by_request[0].failures_by_kind);
  EXPECT_EQ(after.timeline[3].failures_by_kind.of(FailureKind::timeout), 1U);
  ASSERT_EQ(after.steps.all.steps.size(), 10U);
  EXPECT_EQ(after.steps.all.steps[9].times, before.steps.all.steps[9].times);
  EXPECT_EQ(after.steps.all.steps[9].failures, 1U);
  ASSERT_EQ(after.steps.by_request.size(), 2U);
  EXPECT_EQ(after.steps.by_request[1].steps[9].requests, 3U);
  EXPECT_EQ(to_json(after), to_json(before));
}

TEST(RunRecordJson, refuses_steps_that_cannot_be) {
  const auto problem = [](const auto& breaking) {
    json broken = json::parse(to_json(record_over_time()));
    breaking(broken["over_time"]);
    return problem_of(broken);
  };
  EXPECT_THAT(problem([](json& steps) { steps["step_s"] = 0; }), HasSubstr("over_time: expected steps of 1, 2, 4, 8"));
  EXPECT_THAT(problem([](json& steps) {
                steps["steps"][0] = {1, 0};
              }),
              HasSubstr("expected [requests, failures, times]"));
  EXPECT_THAT(problem([](json& steps) { steps["steps"][0][2] = {1}; }), HasSubstr("expected pairs of index and count"));
  EXPECT_THAT(problem([](json& steps) {
                steps["steps"][0][2] = {9, 1, 3, 1};
              }),
              HasSubstr("expected ascending indices"));
  EXPECT_THAT(problem([](json& steps) {
                steps["steps"][0][2] = {4000000, 1};
              }),
              HasSubstr("expected ascending indices"));
  EXPECT_THAT(problem([](json& steps) {
                steps["steps"] = std::vector<json>(241, {0, 0, json::array()});
              }),
              HasSubstr("expected at most 240 steps"));
}

TEST(RunRecordJson, brings_back_what_the_run_was_judged_by) {
  RunRecord before;
  auto& judged = before.measurement;
  judged.valid = false;
  judged.planned_requests = 600'000;
  judged.rate = RateKept{300'000, 27'965.1};
  judged.never_started = 544'069;
  judged.dropped_at_cap = 12;
  judged.dropped_while_late = 11;
  judged.lateness = {0.1, 1790.967808, 1808.37395};
  judged.loop_lag = {0.755712, 59.110708, 59.2};
  judged.local_failures = 3;
  judged.clock_step_s = -3600.25;
  judged.suspended_s = 12.5;
  judged.arrival_law = ArrivalLaw{1000, 4.75, 0.0042};
  judged.little_law = LittleLaw{9.9, 0.61};
  judged.trend = ResponseTrend{12.1, 31.2, 20.3, 1e-9};
  judged.reconnect_share = 0.3;
  judged.checks = {{MeasurementSubject::plan, MeasurementState::invalid},
                   {MeasurementSubject::reconnects, MeasurementState::noted}};
  const RunRecord record = read_back(before);
  const auto& after = record.measurement;
  EXPECT_EQ(after.valid, judged.valid);
  EXPECT_EQ(after.planned_requests, judged.planned_requests);
  EXPECT_EQ(after.rate->achieved_per_second, judged.rate->achieved_per_second);
  EXPECT_EQ(after.never_started, judged.never_started);
  EXPECT_EQ(after.dropped_at_cap, judged.dropped_at_cap);
  EXPECT_EQ(after.dropped_while_late, judged.dropped_while_late);
  EXPECT_EQ(after.lateness.p99_ms, judged.lateness.p99_ms);
  EXPECT_EQ(after.loop_lag.max_ms, judged.loop_lag.max_ms);
  EXPECT_EQ(after.local_failures, judged.local_failures);
  EXPECT_EQ(after.clock_step_s, judged.clock_step_s);
  EXPECT_EQ(after.suspended_s, judged.suspended_s);
  EXPECT_EQ(after.arrival_law->p_value, judged.arrival_law->p_value);
  EXPECT_EQ(after.arrival_law->gaps, judged.arrival_law->gaps);
  EXPECT_EQ(after.little_law->ratio, judged.little_law->ratio);
  EXPECT_EQ(after.trend->to_ms, judged.trend->to_ms);
  EXPECT_EQ(after.trend->p_value, judged.trend->p_value);
  EXPECT_EQ(after.reconnect_share, judged.reconnect_share);
  ASSERT_EQ(after.checks.size(), 2U);
  EXPECT_EQ(after.checks[1].subject, MeasurementSubject::reconnects);
  EXPECT_EQ(after.checks[1].state, MeasurementState::noted);
  EXPECT_EQ(to_json(record), to_json(before));
}

TEST(RunRecordJson, has_the_keys_that_others_rely_on) {
  const json record = json::parse(to_json(leaking_record()));
  EXPECT_EQ(record["format"], 1);
  for (const char* path : {"/tool/name",
                           "/tool/version",
                           "/run/id",
                           "/run/name",
                           "/run/started_at",
                           "/run/duration_s",
                           "/run/seed",
                           "/run/ended_by",
                           "/verdict/outcome",
                           "/verdict/exit_code",
                           "/verdict/reasons/0",
                           "/totals/requests",
                           "/totals/failures",
                           "/totals/unfinished",
                           "/totals/dropped",
                           "/totals/late",
                           "/totals/requests_per_second",
                           "/totals/bytes_sent",
                           "/totals/bytes_received",
                           "/totals/response_time_ms/p999",
                           "/totals/service_time_ms/mean",
                           "/requests/0/name",
                           "/requests/0/requests",
                           "/requests/1/service_time_ms/max",
                           "/failures/0/request",
                           "/failures/0/kind",
                           "/failures/0/message",
                           "/failures/0/count",
                           "/thresholds/0/expression",
                           "/thresholds/0/ok",
                           "/thresholds/0/actual",
                           "/thresholds/0/unit",
                           "/monitors/0/name",
                           "/monitors/0/pids/0",
                           "/monitors/0/series/0/name",
                           "/monitors/0/series/0/unit",
                           "/monitors/0/series/0/points/0/3",
                           "/monitors/0/events/0/t_s",
                           "/leaks/0/monitor",
                           "/leaks/0/series",
                           "/leaks/0/verdict",
                           "/leaks/0/bytes_per_second",
                           "/leaks/0/ci_low",
                           "/leaks/0/ci_high",
                           "/leaks/0/bytes_per_request",
                           "/leaks/0/bytes_per_request_ci_low",
                           "/leaks/0/bytes_per_request_ci_high",
                           "/leaks/0/onset_s",
                           "/leaks/0/limit_bytes",
                           "/leaks/0/seconds_to_limit",
                           "/leaks/0/explanation",
                           "/leaks/0/by_request/0/name",
                           "/measurement/valid",
                           "/measurement/planned_requests",
                           "/measurement/late_share",
                           "/measurement/generator_cpu_share",
                           "/measurement/reasons",
                           "/warmup/requests",
                           "/warmup/failures"}) {
    EXPECT_TRUE(record.contains(json::json_pointer(path))) << path;
  }
}

TEST(RunRecordJson, gives_null_and_the_reason_for_what_the_run_cannot_support) {
  const json record = json::parse(to_json(leaking_record()));
  const json& times = record["requests"][1]["response_time_ms"];
  EXPECT_TRUE(times["p999"].is_null());
  EXPECT_TRUE(times["p99"].is_null());
  EXPECT_EQ(times["unsupported"]["p999"], "needs 2995 requests, has 200");
  EXPECT_TRUE(times["p95"].is_number());
  EXPECT_FALSE(record["requests"][0]["response_time_ms"].contains("unsupported"));
}

TEST(RunRecordJson, adds_the_requests_up_to_the_totals) {
  const json record = json::parse(to_json(leaking_record()));
  EXPECT_EQ(record["totals"]["requests"], 18200);
  EXPECT_EQ(record["totals"]["failures"], 6);
  EXPECT_DOUBLE_EQ(record["totals"]["requests_per_second"], 18200 / 1140.0);
  std::uint64_t failures = 0, rows = 0;
  for (const auto& failure : record["failures"]) failures += failure["count"].get<std::uint64_t>();
  for (const auto& row : record["timeline"]) rows += row["requests"].get<std::uint64_t>();
  EXPECT_EQ(failures, 6u);  // those of the warm-up are apart
  EXPECT_EQ(rows, 18200u);
  EXPECT_EQ(record["warmup"]["failed"][0]["count"], 4);
}

TEST(RunRecordJson, never_holds_a_number_that_is_none) {
  RunRecord record = passing_record();
  record.duration_s = NAN;
  record.measurement.late_share = INFINITY;
  record.leaks[0].verdict.ci_low = -INFINITY;
  record.timeline[5].p99_ms = NAN;
  const std::string text = to_json(record);
  const json parsed = json::parse(text);
  EXPECT_TRUE(parsed["measurement"]["late_share"].is_null());
  EXPECT_TRUE(parsed["leaks"][0]["ci_low"].is_null());
  EXPECT_EQ(to_json(read_back(record)), text);
}

TEST(RunRecordJson, keeps_broken_text_readable) {
  RunRecord record = error_record();
  record.failures.push_back({"\xff", "kind", "a\xfe\x01", 1, false, {}});
  const json parsed = json::parse(to_json(record));
  EXPECT_EQ(parsed["failures"][0]["message"], "a\xEF\xBF\xBD\x01");
  EXPECT_EQ(to_json(read_back(record)), to_json(record));
}

TEST(RunRecordJson, reads_a_record_without_what_came_later) {
  json record = passing_json();
  for (const char* key : {"warmup", "connections", "timeline", "load", "environment", "scenario", "target_log_tail"})
    record.erase(key);
  record["of_a_later_version"] = {{"kept", false}};
  const auto result = run_record_from_json(record.dump());
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->stats.total().requests, 24000u);
}

TEST(RunRecordJson, refuses_a_newer_format_by_its_writer) {
  json record = passing_json();
  record["format"] = 2;
  record["tool"]["version"] = "9.1.0";
  EXPECT_EQ(problem_of(record),
            "the record: has format 2, written by plimsoll 9.1.0; this plimsoll reads format 1: use a newer one");
}

TEST(RunRecordJson, names_the_place_of_what_is_wrong) {
  const auto with = [](const char* path, json value) {
    json record = passing_json();
    record[json::json_pointer(path)] = std::move(value);
    return problem_of(record);
  };
  EXPECT_EQ(with("/requests/1/requests", "many"),
            "requests[1].requests: expected a whole number in its range, got a text");
  EXPECT_EQ(with("/requests/0/failures", -1), "requests[0].failures: expected a whole number in its range, got -1");
  EXPECT_EQ(with("/verdict/outcome", "fine"),
            "verdict.outcome: expected one of pass, fail, leak, invalid, error, interrupted, got \"fine\"");
  EXPECT_EQ(with("/monitors/0/series/0/points/3", {1, 2}),
            "monitors[0].series[0]: expected points of [t_s, min, mean, max]");
  EXPECT_EQ(with("/requests/0/response_time_histogram/buckets/0", {999999, 1}),
            "requests[0].response_time_histogram: its buckets contradict its count or bounds");
  EXPECT_EQ(with("/monitors/0/trace/rows/2", json::array({1})),
            "monitors[0].trace.rows[2]: expected a value for each of the columns");
  EXPECT_EQ(with("/monitors/0/trace/columns/1", "lives"),
            "monitors[0].trace.columns[1]: is no column of a trace that this plimsoll knows");
  EXPECT_EQ(with("/thresholds", json::object()), "thresholds: expected a list, got an object");
  EXPECT_EQ(with("/run", 7), "run: expected an object, got 7");
}

TEST(RunRecordJson, reads_a_trace_of_before_a_column_was_added) {
  json record = passing_json();
  json& trace = record["monitors"][0]["trace"];
  trace["columns"].erase(trace["columns"].size() - 1);
  for (auto& row : trace["rows"]) row.erase(row.size() - 1);
  EXPECT_EQ(problem_of(record), "accepted");
}

TEST(RunRecordJson, says_what_a_record_lacks) {
  json record = passing_json();
  record["run"].erase("id");
  EXPECT_EQ(problem_of(record), "run: has no \"id\"");
  EXPECT_EQ(problem_of(json::object()), "the record: has no \"format\"");
  EXPECT_EQ(problem_of({{"format", 1}}), "the record: has no \"run\"");
  EXPECT_EQ(problem_of(json::array()), "the record: expected an object, got a list");
}

TEST(RunRecordJson, says_where_text_stops_being_json) {
  const auto result = run_record_from_json("{\n  \"format\": 1,\n");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().kind, ErrorKind::invalid);
  EXPECT_THAT(result.error().message, HasSubstr("line 3"));
  EXPECT_THAT(result.error().message, ::testing::Not(HasSubstr("json.exception")));
  EXPECT_TRUE(run_record_from_json("").has_error());
  EXPECT_TRUE(run_record_from_json("{\"format\": 1e999}").has_error());
}

TEST(RunRecordJson, writes_a_leak_alone_as_it_stands_in_a_record) {
  const LeakRecord leak = leaking_record().leaks[0];
  EXPECT_EQ(json::parse(to_json(leak)), json::parse(to_json(leaking_record()))["leaks"][0]);
}

TEST(RunRecordJson, leaves_by_request_out_where_there_is_nothing_to_tell_apart) {
  RunRecord record = passing_record();
  record.leaks[0].verdict.by_request.clear();
  EXPECT_FALSE(json::parse(to_json(record))["leaks"][0].contains("by_request"));
  EXPECT_EQ(to_json(read_back(record)), to_json(record));
}

TEST(RunRecordJson, looks_as_it_did) {
  expect_golden("passing.json", to_json(passing_record()));
  expect_golden("leaking.json", to_json(leaking_record()));
  expect_golden("error.json", to_json(error_record()));
}

// Keys whose names are data: of facts, of percentiles.
bool has_free_keys(const std::string& key) { return key == "load" || key == "environment" || key == "unsupported"; }

void collect_keys(const json& value, std::vector<std::string>& keys) {
  for (const auto& [key, member] : value.items()) {
    if (value.is_object()) keys.push_back(key);
    if (member.is_structured() && !(value.is_object() && has_free_keys(key))) collect_keys(member, keys);
  }
}

TEST(RunRecordJson, has_every_key_explained_in_the_documentation) {
  std::ifstream file(PLIMSOLL_SOURCE_DIR "/docs/run-record-format.md");
  ASSERT_TRUE(file);
  std::ostringstream text;
  text << file.rdbuf();
  std::vector<std::string> keys;
  collect_keys(json::parse(to_json(leaking_record())), keys);
  ASSERT_GT(keys.size(), 100u);
  for (const auto& key : keys) EXPECT_NE(text.str().find("`" + key + "`"), std::string::npos) << key;
}

}  // namespace plimsoll::run_record_json_test
