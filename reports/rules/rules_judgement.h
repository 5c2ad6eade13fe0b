#pragma once

// A run held against the rules of MLPerf Endpoints as they stand in its submission documents (version 1.0): each rule
// by a line of its own, with the figure. What is not judged is said. Pure; any thread.

#include "record/run_record.h"

#include <cstdint>
#include <optional>
#include <string>

namespace plimsoll {

// What the record does not say of the plan.
struct RulesFacts {
  std::optional<std::uint64_t> samples{};  // different ones that the data has; nothing: without an end
  bool seed_is_pinned = false;
  std::uint32_t concurrency = 0;
  std::string why_not_fixed;  // empty: it is fixed
};

RulesRecord judge_rules(const RunRecord& record, const RulesFacts& facts, std::optional<CacheAudit> audit);

// Values above a limit; of the bucket that it lies in, the part above it, upwards to a whole one.
std::uint64_t count_above(const Histogram& histogram, double milliseconds);

}  // namespace plimsoll
