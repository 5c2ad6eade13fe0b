#pragma once

// Figures of quality as run.json names them, one list for writing and reading (json_archive.h). Included by the sources
// alone that write or read parts of a record.

#include "core/json/json_archive.h"
#include "record/quality/labelled_request.h"

#include <bit>
#include <string>
#include <utility>

namespace plimsoll {

// Sums in two parts, so that nothing of them is lost.
template <class A>
void describe(A& a, FieldsOf<A, SteadySum> sum) {
  a("sum", sum.sum);
  a("lost", sum.lost);
}

template <class A>
void describe(A& a, FieldsOf<A, CalibrationBin> bin) {
  a("rows", bin.rows);
  a("hits", bin.hits);
  a("probabilities", bin.probabilities);
}

// The area under the ROC curve; its scores are not kept.
Json store(OwnForm, const ScoreSet& scores);
void restore(JsonReader& reader, ScoreSet& scores);
Json store(OwnForm, const ClassQuality& quality);
void restore(JsonReader& reader, ClassQuality& quality);

template <class A>
void describe(A& a, FieldsOf<A, ValueQuality> values) {
  a.required("rows", values.rows);
  a("squared", values.squared);
  a("absolute", values.absolute);
  a("relative", values.relative);
  a("pinball", values.pinball);
}

// What readers want.
Json figures_json(const QualityStats& quality);

template <class A>
void describe(A& a, FieldsOf<A, QualityStats> quality) {
  a.derived("rows", [&] { return quality.rows(); });
  a("unlabelled", quality.unlabelled);
  a("unread", quality.unread);
  a.derived("figures", [&] { return figures_json(quality); });
  a("classes", quality.classes);
  a("values", quality.values);
}

// Each as [rows, hits, rated, log_loss, brier, squared, absolute].
Json store(OwnForm, const QualityStep& step);
void restore(JsonReader& reader, QualityStep& step);

template <class A>
void describe(A& a, FieldsOf<A, QualitySteps> steps) {
  a.required("step_s", steps.step_s);
  a.required("steps", steps.steps);
}

template <class A>
void describe(A& a, FieldsOf<A, LabelledRequest> request) {
  a.required("name", request.name);
  a("numbers", request.are_values);
  a("classes", request.classes);
  a("positive", request.positive);
  a("quantile", request.quantile);
  a.where_filled("over_time", request.over_time);
}

template <class A>
void describe(A& a, FieldsOf<A, BatchedRequest> request) {
  a.required("name", request.name);
  a.required("rows", request.rows);
}

template <class A>
void describe(A& a, FieldsOf<A, BatchBlock> block) {
  a.required("from_s", block.from_s);
  a.required("to_s", block.to_s);
  a.required("rows", block.rows);
}

}  // namespace plimsoll
