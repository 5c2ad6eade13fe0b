#include "record/quality/model_comparison.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"

namespace plimsoll {

std::string_view to_string(ModelVerdict verdict) {
  switch (verdict) {
    case ModelVerdict::better:
      return "better";
    case ModelVerdict::worse:
      return "worse";
    case ModelVerdict::cannot_tell:
      break;
  }
  return "cannot tell";
}

template <class A>
void describe(A& a, FieldsOf<A, ModelFigure> figure) {
  a("value", figure.value);
  a("cv_mean", figure.folds_mean);
  a("cv_std", figure.folds_std);
}

template <class A>
void describe(A& a, FieldsOf<A, FigureComparison> one) {
  a("figure", one.figure);
  a("higher_is_better", one.is_better_higher);
  a("baseline", one.baseline);
  a("candidate", one.candidate);
  a("difference", one.difference);
  a("low", one.low);
  a("high", one.high);
  a.derived("verdict", [&] { return to_string(one.verdict); });
}

template <class A>
void describe(A& a, FieldsOf<A, ModelAsked> model) {
  a("url", model.url);
  a("answered", model.answered);
  a("failed", model.failed);
  a("first_failure", model.first_failure);
  a("p50_ms", model.p50_ms);
  a("p99_ms", model.p99_ms);
}

template <class A>
void describe(A& a, FieldsOf<A, ModelComparison> comparison) {
  a("plimsoll", comparison.tool_version);
  a.derived("verdict", [&] { return to_string(comparison.verdict); });
  a("decided_by", comparison.decided_by);
  a("why", comparison.why);
  a.where_filled("notes", comparison.notes);
  a("exit_code", comparison.exit_code);
  a("data", comparison.data);
  a("rows", comparison.rows);
  a("unlabelled", comparison.unlabelled);
  a("answered_by_one_alone", comparison.one_sided);
  a("folds", comparison.folds);
  a("resamples", comparison.resamples);
  a("confidence", comparison.confidence);
  a("seed", comparison.seed);
  a("baseline", comparison.baseline);
  a("candidate", comparison.candidate);
  a("figures", comparison.figures);
}

std::string to_json(const ModelComparison& comparison) {
  JsonWriter writer;
  describe(writer, comparison);
  return to_text(writer.take(), {2}) + "\n";
}

}  // namespace plimsoll
