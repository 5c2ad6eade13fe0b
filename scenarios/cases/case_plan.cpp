#include "scenarios/cases/case_plan.h"

#include "scenarios/cases/mutation.h"

#include <utility>

namespace plimsoll {
namespace {

void put_raw_in(BadCase& one) {
  auto& bodies = one.request.bodies.payloads;
  if (one.raw.empty() || bodies.empty()) return;
  bodies.front() = std::make_shared<const std::string>(with_raw(*bodies.front(), one.raw));
  if (!one.request.varying) return;
  auto parts = *one.request.varying;
  for (auto& body : parts.bodies)
    for (auto& literal : body.literals) literal = with_raw(literal, one.raw);
  one.request.varying = std::make_shared<const VaryingParts>(std::move(parts));
}

}  // namespace

bool sends_bad_cases(const RequestTemplate& request) { return request.cases && request.cases->share > 0; }

std::shared_ptr<const CasePlan> filled_in(CasePlan plan, const std::function<void(BadCase&)>& compile) {
  for (auto& one : plan.cases) {
    compile(one);
    put_raw_in(one);
  }
  return std::make_shared<const CasePlan>(std::move(plan));
}

std::shared_ptr<const CasePlan> with_hidden_answers(CasePlan plan) {
  for (auto& one : plan.cases) one.request.hides_answer = true;
  return std::make_shared<const CasePlan>(std::move(plan));
}

}  // namespace plimsoll
