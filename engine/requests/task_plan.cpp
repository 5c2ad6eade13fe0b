#include "engine/requests/task_plan.h"

#include "engine/checks/checks.h"
#include "engine/checks/json_place_check.h"
#include "engine/checks/query_check.h"
#include "engine/queries/compiled_query.h"
#include "engine/requests/captured_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

// A captured value, and what it has to be.
struct ValueIs {
  std::size_t slot = 0;
  std::optional<bool> is_there;         // this alone, ...
  std::optional<JsonPlaceCheck> place;  // ... or this

  static Result<ValueIs> compile(const ValueCondition& condition) {
    ValueIs is;
    is.slot = condition.slot;
    if (const auto* exists = std::get_if<JsonPathCheck::Exists>(&condition.expectation)) {
      is.is_there = exists->wanted;
      return is;
    }
    auto place = JsonPlaceCheck::compile({"$", condition.expectation});
    if (place.has_error()) return place.error();
    is.place = std::move(*place);
    return is;
  }

  bool holds(std::span<const CapturedValue> captured) const {
    const auto& value = captured[slot];
    if (is_there) return *is_there == (value.type != CellType::null);
    return place->judge(json_of(value)).kind == FailureKind::none;
  }
};

Result<std::optional<Checker>> checker_of(const std::vector<Check>& checks) {
  if (checks.empty()) return std::optional<Checker>();
  auto checker = Checker::compile(checks);
  if (checker.has_error()) return checker.error();
  return std::optional<Checker>(std::move(*checker));
}

Result<std::vector<CompiledQueryCheck>> value_checks_of(const std::vector<QueryCheck>& checks) {
  std::vector<CompiledQueryCheck> all;
  for (const auto& check : checks) {
    auto compiled = CompiledQueryCheck::compile(check);
    if (compiled.has_error()) return compiled.error();
    all.push_back(std::move(*compiled));
  }
  return all;
}

// With what is captured by now.
CheckFailure judge_all(const std::vector<CompiledQueryCheck>& checks, Answer& answer,
                       const std::vector<NamedValue>& named, std::span<const CapturedValue> captured) {
  if (checks.empty()) return {};
  QueryVariables variables;
  for (const auto& value : named) variables.values.emplace(value.name, json_of(captured[value.slot]));
  answer.variables = &variables;
  CheckFailure found;
  for (const auto& check : checks)
    if (found = check.judge(answer); found.kind != FailureKind::none) break;
  answer.variables = nullptr;
  return found;
}

}  // namespace

struct StepPlan::Compiled {
  std::vector<CompiledQuery> queries;  // of the captures
  std::vector<ValueIs> when_values;
  std::optional<Checker> when_answer;
  std::optional<Checker> until;
  std::vector<CompiledQueryCheck> value_checks;
  std::vector<CompiledQueryCheck> until_values;
};

StepPlan::StepPlan() {
  static const StepFlow kNothing;
  flow_ = &kNothing;
}

Result<StepPlan> StepPlan::compile(const StepFlow& flow) {
  auto compiled = std::make_shared<Compiled>();
  for (const auto& capture : flow.captures) {
    auto query = CompiledQuery::compile(capture.query);
    if (query.has_error()) return query.error();
    compiled->queries.push_back(std::move(*query));
  }
  const Condition when = flow.when.value_or(Condition());
  for (const auto& condition : when.values) {
    auto value = ValueIs::compile(condition);
    if (value.has_error()) return value.error();
    compiled->when_values.push_back(std::move(*value));
  }
  auto when_answer = checker_of(when.answer);
  if (when_answer.has_error()) return when_answer.error();
  compiled->when_answer = std::move(*when_answer);
  auto until = checker_of(flow.until ? flow.until->answer : std::vector<Check>());
  if (until.has_error()) return until.error();
  compiled->until = std::move(*until);
  auto value_checks = value_checks_of(flow.value_checks);
  if (value_checks.has_error()) return value_checks.error();
  compiled->value_checks = std::move(*value_checks);
  auto until_values = value_checks_of(flow.until ? flow.until->value_checks : std::vector<QueryCheck>());
  if (until_values.has_error()) return until_values.error();
  compiled->until_values = std::move(*until_values);

  StepPlan plan;
  plan.flow_ = &flow;
  plan.compiled_ = std::move(compiled);
  return plan;
}

bool StepPlan::is_wanted(Answer& before, std::span<const CapturedValue> captured) const {
  if (!compiled_) return true;
  const auto& values = compiled_->when_values;
  const bool hold = std::all_of(values.begin(), values.end(), [&](const ValueIs& is) { return is.holds(captured); });
  return hold && (!compiled_->when_answer || compiled_->when_answer->judge(before).kind == FailureKind::none);
}

CheckFailure StepPlan::missing(Answer& answer, std::span<CapturedValue> captured) const {
  if (!compiled_) return {};
  if (compiled_->until)
    if (auto found = compiled_->until->judge(answer); found.kind != FailureKind::none) return found;
  if (compiled_->until_values.empty()) return {};
  static_cast<void>(capture(answer, captured, false));  // they may name what this answer holds
  return judge_all(compiled_->until_values, answer, flow_->named, captured);
}

CheckFailure StepPlan::check_values(Answer& answer, std::span<const CapturedValue> captured) const {
  return compiled_ ? judge_all(compiled_->value_checks, answer, flow_->named, captured) : CheckFailure();
}

CheckFailure StepPlan::capture(Answer& answer, std::span<CapturedValue> into, bool complete) const {
  for (std::size_t i = 0; i < flow_->captures.size(); ++i) {
    const auto& capture = flow_->captures[i];
    auto& value = into[capture.slot];
    const auto found = compiled_->queries[i].find(answer);
    if (found.has_value() && *found)
      keep(**found, value);
    else if (capture.otherwise != nullptr)
      keep(*capture.otherwise, value);
    else if (complete)
      return {FailureKind::capture,
              fmt::format("\"{}\" is not captured: {}", capture.name,
                          found.has_error() ? found.error().message : "there is no " + capture.query.label),
              {}};
  }
  return {};
}

}  // namespace plimsoll
