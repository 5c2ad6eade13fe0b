#pragma once

// What a run came to by rules that others wrote for benchmarks of this kind, rule by rule, and the audit for a server
// that answers out of a cache. Part of the run record; values; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class RuleSet { mlperf_endpoints };

enum class RuleState {
  holds,
  broken,
  unknown,  // the run does not tell; it counts as not shown
};

struct RuleResult {
  std::string rule;  // "at least 600 s of load"
  RuleState state = RuleState::unknown;
  std::string figure;    // what it is judged by: "612 s"
  std::string remedy{};  // what would make it hold; empty: nothing to do
};

// One sample sent again and again against samples that differ, in blocks that take turns.
struct CacheAudit {
  RuleState state = RuleState::unknown;
  std::string why{};            // in a sentence
  double allowed = 0.1;         // the repeated ones may be faster by this share
  std::uint64_t different = 0;  // good answers of either kind
  std::uint64_t repeated = 0;
  std::uint64_t failures = 0;  // of both
  std::uint64_t blocks = 0;    // pairs of blocks
  double different_ms = 0;     // the mean service time; of blocks the geometric mean
  double repeated_ms = 0;
  // By which share the repeated ones were faster (different / repeated - 1), with 95 % confidence.
  std::optional<double> faster{}, low{}, high{};
};

struct RulesRecord {
  RuleSet set = RuleSet::mlperf_endpoints;
  std::vector<RuleResult> results;
  std::optional<CacheAudit> audit{};
  std::vector<std::string> not_judged;  // what the rules ask for besides, in a sentence each
};

inline std::string_view to_string(RuleSet) { return "mlperf-endpoints"; }

inline std::string_view to_string(RuleState state) {
  switch (state) {
    case RuleState::holds:
      return "holds";
    case RuleState::broken:
      return "broken";
    case RuleState::unknown:
      break;
  }
  return "cannot tell";
}

}  // namespace plimsoll
