#pragma once

// The figures of requests and connections as run.json names them, one list for writing and reading (json_archive.h).
// A part of run_record_fields.h.

#include "core/json/json_archive.h"
#include "record/compact_json.h"
#include "record/quality/quality_fields.h"
#include "record/run_record.h"

#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <string_view>

namespace plimsoll {

template <class A>
void describe(A& a, FieldsOf<A, PieceTimes> pieces) {
  a("quick", pieces.quick);
  a("below", pieces.below);
  a("delayed", pieces.delayed);
  a("above", pieces.above);
}

template <class A>
void describe(A& a, FieldsOf<A, AttemptStats> attempts) {
  static constexpr std::array<std::string_view, AttemptTally::kClasses> kClasses = {
      "unanswered", "status_1xx", "status_2xx", "status_3xx", "status_4xx", "status_5xx"};
  auto& tally = attempts.tally;
  a.derived("all", [&] { return tally.all(); });
  for (std::size_t i = 0; i < kAttemptCauses; ++i) a(to_string(static_cast<AttemptCause>(i)), tally.by_cause[i]);
  for (std::size_t i = 0; i < kClasses.size(); ++i) a(kClasses[i], tally.by_class[i]);
  a("refused_cookies", tally.refused_cookies);
  a("paused_s", tally.paused_seconds);
  if (attempts.time) a.derived("time_ms", [&] { return summary_json(*attempts.time); });
  a.where_known("time_histogram", attempts.time);
}

template <class A>
void describe(A& a, FieldsOf<A, CaseTally> cases) {
  a.required("sent", cases.sent);
  a.derived("failed", [&] { return cases.failed(); });
  a("unexpected", cases.unexpected);
  a("server_errors", cases.server_errors);
  a("hung", cases.hung);
  a("dropped", cases.dropped);
}

template <class A>
void describe(A& a, FieldsOf<A, StreamStats> streams) {
  a.required("streams", streams.streams);
  a("events", streams.events);
  a("token_events", streams.token_events);
  a("counted", streams.counted);
  a("tokens_out", streams.tokens_out);
  a("tokens_in", streams.tokens_in);
  a("distrusted", streams.distrusted);
  a("unstamped_reads", streams.unstamped_reads);
  a("limited", streams.limited);
  a("held", streams.held);
  a("finish_reasons", streams.finish_reasons);
  for (std::size_t i = 0; i < kStreamTimes; ++i) {
    const auto name = std::string(to_string(static_cast<StreamTime>(i)));
    if (streams.times[i]) a.derived(name + "_ms", [&] { return summary_json(*streams.times[i]); });
    a.where_known(name + "_histogram", streams.times[i]);
  }
  if (streams.of(StreamTime::first_token_failed))
    a.derived("first_token_of_all_ms", [&] { return summary_json(streams.first_token_of_all()); });
}

template <class A>
void describe(A& a, FieldsOf<A, StreamedRequest> request) {
  a.required("name", request.name);
  a("first_token_ms", request.first_token_ms);
  a("time_per_token_ms", request.time_per_token_ms);
  a("response_time_ms", request.response_time_ms);
}

template <class A>
void describe(A& a, FieldsOf<A, StreamStep> step) {
  a("length_s", step.length_s);
  a("users", step.users);
  a("open", step.open);
  a("arrivals", step.arrivals);
  a("requests", step.requests);
  a("failures", step.failures);
  a("streams", step.streams);
  a("limited", step.limited);
  a("held", step.held);
  a("tokens", step.tokens);
  a("gaps", step.gaps);
  for (std::size_t i = 0; i < kStepTimes.size(); ++i) {
    const auto name = std::string(to_string(kStepTimes[i]));
    if (!step.times[i].empty()) a.derived(name + "_ms", [&] { return percentiles_json(unpacked(step.times[i])); });
    a.where_filled(name + "_histogram", step.times[i]);
  }
}

template <class A>
void describe(A& a, FieldsOf<A, StreamSteps> steps) {
  a.required("step_s", steps.step_s);
  a.required("steps", steps.steps);
}

inline void restore(JsonReader& reader, StreamSteps& steps) {
  describe(reader, steps);
  if (!std::has_single_bit(steps.step_s)) return reader.fail("expected steps of 1, 2, 4, 8 ... seconds");
  if (steps.steps.size() > StreamSteps::kMostRead)
    reader.fail("expected at most " + std::to_string(StreamSteps::kMostRead) + " steps");
}

template <class A>
void describe(A& a, FieldsOf<A, RequestStats> stats, double seconds) {
  a.required("requests", stats.requests);
  a.required("failures", stats.failures);
  a("unfinished", stats.unfinished);
  a("dropped", stats.dropped);
  a("late", stats.late);
  a.derived("requests_per_second", [&] { return seconds > 0 ? static_cast<double>(stats.requests) / seconds : 0.0; });
  a("bytes_sent", stats.bytes_sent);
  a("bytes_received", stats.bytes_received);
  a.where_filled("failures_by_kind", stats.failures_by_kind);
  a.where_filled("statuses", stats.statuses);
  a.where_filled("first_in_pieces", stats.first_pieces);
  a.where_filled("later_in_pieces", stats.later_pieces);
  a.where_filled("faults", stats.faults);
  a.where_filled("cases", stats.cases);
  a.where_filled("attempts", stats.attempts);
  a.where_filled("streams", stats.streams);
  a.where_filled("quality", stats.quality);
  a.derived("response_time_ms", [&] { return summary_json(stats.response_time); });
  a.derived("service_time_ms", [&] { return summary_json(stats.service_time); });
  a("response_time_histogram", stats.response_time);
  a("service_time_histogram", stats.service_time);
}

template <class A>
void describe(A& a, FieldsOf<A, WarmupStats> warmup) {
  a("requests", warmup.requests);
  a("failures", warmup.failures);
  a("faulted", warmup.faulted);
  a.where_filled("cases", warmup.cases);
}

template <class A>
void describe(A& a, FieldsOf<A, ConnectionStats> connections) {
  a("opened", connections.opened);
  a("failed", connections.failed);
  a("resumed", connections.resumed);
  a.where_filled("ended_by", connections.ends);
  a.derived("connect_time_ms", [&] { return summary_json(connections.connect_time); });
  a.derived("handshake_time_ms", [&] { return summary_json(connections.handshake_time); });
  a("connect_time_histogram", connections.connect_time);
  a("handshake_time_histogram", connections.handshake_time);
}

template <class A>
void describe(A& a, FieldsOf<A, PauseStats> pauses) {
  a("resent", pauses.resent);
  a("connections_resent", pauses.connections_resent);
  a("resolver_timeouts", pauses.resolver_timeouts);
}

template <class A>
void describe(A& a, FieldsOf<A, FlowRecord> flow) {
  a.required("name", flow.name);
  a("login", flow.is_login);
  a("steps", flow.steps);
  a.required("begun", flow.begun);
  a.required("completed", flow.completed);
  a("unfinished", flow.unfinished);
  a.derived("failed", [&] { return flow.failed(); });
  a("failed_at", flow.failed_at);
  a.derived("duration_ms", [&] { return summary_json(flow.duration); });
  a("duration_histogram", flow.duration);
}

template <class A>
void describe(A& a, FieldsOf<A, OnceRecord> once) {
  a.required("when", once.when);
  a.required("request", once.request);
  a("status", once.status);
  a("time_ms", once.time_ms);
  a("failure", once.failure);
}

template <class A>
void describe(A& a, FieldsOf<A, CacheLook> look) {
  a.required("looked_at", look.looked_at);
  a("cached", look.cached);
  a("sign", look.sign);
  a("compared", look.compared);
  a("repeated", look.repeated);
}

template <class A>
void describe(A& a, FieldsOf<A, OddAnswer> odd) {
  a.required("request", odd.request);
  a("status", odd.status);
  a("location", odd.location);
  a("coding", odd.coding);
  a.where_known("cache", odd.cache);
}

}  // namespace plimsoll
