#pragma once

// Whether a target answers the same sample faster when it comes again and again: the idea of MLPerf's TEST04, in blocks
// that take turns, so that a drift of the target is in both. Pure; any thread.

#include "record/rules/rules_record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// One pair of neighbours: different samples, then one of them repeated.
struct AuditBlock {
  std::uint64_t different = 0, repeated = 0, failures = 0;  // good answers of either, and what failed
  double different_ms = 0, repeated_ms = 0;                 // their mean service time
};

// The interval is that of the mean of the blocks' log ratios, by Student. `allowed`: 0.1 as MLPerf has it.
CacheAudit judge_cache(const std::vector<AuditBlock>& blocks, double allowed);

// The figures in words: "the same sample again and again is 4.2 % faster (-1 % to 9 %)".
std::string cache_figure(const CacheAudit& audit);

}  // namespace plimsoll
