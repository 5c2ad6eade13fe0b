#include "engine/checks/query_check.h"

#include <fmt/format.h>

namespace plimsoll {

Result<CompiledQueryCheck> CompiledQueryCheck::compile(const QueryCheck& check) {
  auto query = CompiledQuery::compile(check.query);
  if (query.has_error()) return query.error();
  auto predicate = CompiledPredicate::compile(check.predicate);
  if (predicate.has_error()) return predicate.error();
  return CompiledQueryCheck(std::move(*query), std::move(*predicate));
}

CheckFailure CompiledQueryCheck::judge(Answer& answer) const {
  const auto failed = [&](std::string detail) {
    const auto message = fmt::format("{} {} does not hold", query_.label(), predicate_.label());
    return CheckFailure{FailureKind::check, message, std::move(detail)};
  };
  const auto value = query_.find(answer);
  if (value.has_error()) return failed(value.error().message);
  const auto verdict = predicate_.judge(*value, answer.variables);
  if (verdict.holds) return {};
  if (!verdict.trouble.empty()) return failed(verdict.trouble);
  return failed(*value ? "found: " + shown(**value) : "found: nothing");
}

}  // namespace plimsoll
