#include "engine/checks/schema_check.h"

#include "core/json/json_tree.h"
#include "scenarios/json_schema/json_schema.h"

#include <fmt/format.h>

#include <string>

namespace plimsoll {
namespace {

constexpr std::size_t kFindingsTold = 20;

}  // namespace

CheckFailure SchemaJudge::judge(Answer& answer) const {
  const auto* tree = answer.json.tree();
  if (tree == nullptr) {
    if (answer.json.get() == nullptr) return {FailureKind::check, answer.json.problem(), answer.json.place()};
    return {FailureKind::check, "the body could not be held against a schema: it is too large or too deep", ""};
  }
  if (schema_->holds(*tree)) return {};
  const auto findings = schema_->findings(*tree, kFindingsTold);
  if (findings.list.empty()) return {};
  std::string details;
  for (const auto& finding : findings.list) details.append(details.empty() ? "" : "\n").append(finding.text());
  if (findings.all > findings.list.size()) details += fmt::format("\n... {} in all", findings.all);
  return {FailureKind::check, fmt::format("{}: {}", schema_->label(), findings.list.front().kind()),
          std::move(details)};
}

}  // namespace plimsoll
