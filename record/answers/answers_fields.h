#pragma once

// The fields of probes and of checks as run.json names them, one list for writing and reading (json_archive.h).
// Included by the sources alone that store records.

#include "core/json/json_archive.h"
#include "record/answers/check_count.h"
#include "record/answers/probe_record.h"

#include <cstddef>
#include <string_view>

namespace plimsoll {

template <>
struct EnumNames<AnswersVerdict> {
  static constexpr std::size_t kCount = 8;
  static std::string_view name(AnswersVerdict value) { return to_string(value); }
};

template <class A>
void describe(A& a, FieldsOf<A, ProbeCounts> counts) {
  a("asked", counts.asked);
  a("changed", counts.changed);
  a("failed", counts.failed);
}

template <class A>
void describe(A& a, FieldsOf<A, ServerAnswers> server) {
  a("server", server.server);
  a("asked", server.asked);
  a("changed", server.changed);
}

template <class A>
void describe(A& a, FieldsOf<A, ProbeExample> example) {
  a("t_s", example.t_s);
  a("row", example.row);
  a("expected", example.expected);
  a("got", example.got);
  a.where_filled("server", example.server);
  a.where_filled("answer_of", example.answer_of);
}

template <class A>
void describe(A& a, FieldsOf<A, DriftOnset> onset) {
  a("t_s", onset.t_s);
  a("from_s", onset.from_s);
  a("to_s", onset.to_s);
}

template <class A>
void describe(A& a, FieldsOf<A, ProbeRecord> probes) {
  a.required("verdict", probes.verdict);
  a("reason", probes.reason);
  a("allowed", probes.is_allowed);
  a("request", probes.request);
  a("rows", probes.rows);
  a("every_s", probes.every_s);
  a("at_once", probes.at_once);
  a("before", probes.before);
  a("under_load", probes.under_load);
  a("after", probes.after);
  a.where_known("onset", probes.onset);
  a("of_other_rows", probes.of_other_rows);
  a.where_known("greatest_difference", probes.greatest_difference);
  a.where_filled("server_header", probes.server_header);
  a("by_process", probes.is_by_process);
  a.where_filled("servers", probes.servers);
  a.where_filled("notes", probes.notes);
  a.where_filled("examples", probes.examples);
  a.where_filled("series", probes.series);
}

template <class A>
void describe(A& a, FieldsOf<A, CheckCount> count) {
  a.required("request", count.request);
  a("answers", count.answers);
  a("checked", count.checked);
  a("wrong", count.wrong);
}

}  // namespace plimsoll
