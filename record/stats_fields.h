#pragma once

// The figures of requests and connections as run.json names them, one list for writing and reading (json_archive.h).
// A part of run_record_fields.h.

#include "core/json_archive.h"
#include "record/compact_json.h"
#include "record/run_record.h"

namespace plimsoll {

template <class A>
void describe(A& a, FieldsOf<A, PieceTimes> pieces) {
  a("quick", pieces.quick);
  a("below", pieces.below);
  a("delayed", pieces.delayed);
  a("above", pieces.above);
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
