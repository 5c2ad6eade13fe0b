#include "scenarios/cases/schema_fault.h"

#include <algorithm>

namespace plimsoll {
namespace {

bool is_same_rule(const SchemaFinding& one, const SchemaFinding& other) {
  return one.place == other.place && one.keyword == other.keyword && one.reason == other.reason;
}

}  // namespace

bool SchemaFault::is_all_of(std::string_view body) const {
  JsonTree tree;
  if (!tree.parse(body)) return false;
  const auto findings = schema_->findings(tree, broken_.size());
  if (findings.all == 0 || findings.all > findings.list.size()) return false;
  return std::all_of(findings.list.begin(), findings.list.end(), [&](const SchemaFinding& one) {
    return std::any_of(broken_.begin(), broken_.end(), [&](const auto& broken) { return is_same_rule(one, broken); });
  });
}

}  // namespace plimsoll
