#include "scenarios/protocols/answer_parts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using AnswerJson = nlohmann::ordered_json;
using AskedKind = PredictInput::Kind;

}  // namespace

std::optional<InstanceCount> instances_in(const PredictInput& input) {
  if (input.kind == AskedKind::tensors || input.kind == AskedKind::random) return std::nullopt;
  if (!input.instances || !input.instances->is_array() || input.instances->empty()) return std::nullopt;
  const std::uint64_t all = input.instances->size();
  const std::uint64_t usual = input.kind == AskedKind::input ? all : 1;
  const auto batch = std::min(all, input.batch > 0 ? input.batch : usual);
  const auto rest = all % batch;
  return InstanceCount{rest > 0 ? rest : batch, batch};
}

AnswerJson list_of_all(const PredictInput& input) {
  auto list = AnswerJson::object();
  list["type"] = "array";
  const auto count = instances_in(input);
  if (count && count->least == count->most) {
    list["length"] = count->most;
    return list;
  }
  list["length"]["at_least"] = count ? count->least : 1;
  if (count) list["length"]["at_most"] = count->most;
  return list;
}

AnswerJson list_answer(const PredictPlan& plan, const char* place) {
  auto good = AnswerJson::object();
  good["status"] = 200;
  good["json"][place] = list_of_all(plan.input);
  good["finite"] = place;
  return good;
}

AnswerJson finite_answer(const PredictPlan& plan) {
  auto good = AnswerJson::object();
  good["status"] = 200;
  if (!plan.options.is_stream) good["finite"] = "$";
  return good;
}

AnswerJson finite_answer_at(const char* place) {
  auto good = AnswerJson::object();
  good["status"] = 200;
  good["json"][place]["exists"] = true;
  good["finite"] = place;
  return good;
}

AnswerJson streamed_chunks(const PredictPlan& plan) {
  auto more = AnswerJson::object();
  if (plan.options.is_stream) more["stream"]["form"] = "chunks";
  return more;
}

}  // namespace plimsoll
