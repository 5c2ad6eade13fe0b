#pragma once

// The fields of what rules came to as run.json and audit.json name them, one list for writing and reading
// (json_archive.h). Included by the sources alone that store records.

#include "core/json/json_archive.h"
#include "record/rules/rules_record.h"

#include <cstddef>
#include <string_view>

namespace plimsoll {

template <>
struct EnumNames<RuleSet> {
  static constexpr std::size_t kCount = 1;
  static std::string_view name(RuleSet value) { return to_string(value); }
};

template <>
struct EnumNames<RuleState> {
  static constexpr std::size_t kCount = 3;
  static std::string_view name(RuleState value) { return to_string(value); }
};

template <class A>
void describe(A& a, FieldsOf<A, RuleResult> result) {
  a.required("rule", result.rule);
  a.required("state", result.state);
  a("figure", result.figure);
  a.where_filled("remedy", result.remedy);
}

template <class A>
void describe(A& a, FieldsOf<A, CacheAudit> audit) {
  a.required("state", audit.state);
  a("why", audit.why);
  a("allowed", audit.allowed);
  a("different", audit.different);
  a("repeated", audit.repeated);
  a("failures", audit.failures);
  a("blocks", audit.blocks);
  a("different_ms", audit.different_ms);
  a("repeated_ms", audit.repeated_ms);
  a("faster", audit.faster);
  a("faster_low", audit.low);
  a("faster_high", audit.high);
}

template <class A>
void describe(A& a, FieldsOf<A, RulesRecord> rules) {
  a.required("set", rules.set);
  a("results", rules.results);
  a.where_known("audit", rules.audit);
  a.where_filled("not_judged", rules.not_judged);
}

}  // namespace plimsoll
