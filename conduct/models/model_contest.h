#pragma once

// Asks two targets for the same labelled rows, row by row in turn, and compares what they said. Blocks; one thread.

#include "core/error.h"
#include "judgement/quality/paired_comparison.h"
#include "record/quality/model_comparison.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace plimsoll {

// Of which a contest compares figures; more are not kept.
inline constexpr std::uint64_t kMostContestRows = 2'000'000;

struct ContestPlan {
  PairingRules rules{};
  std::string figure{};  // that decides; empty: the log loss, else the accuracy, or the RMSE of numbers
  std::string data{};    // the file, for people
};

struct ContestHooks {
  std::function<bool()> is_stopped{};                   // asked before each row; empty: nobody stops it
  std::function<void(std::uint64_t requests)> asked{};  // after each request to both
};

// Both scenarios are one but for the target: the first task is one labelled request. Error: a target that nothing ever
// came from, rows that are not alike, a figure that the answers do not allow.
Result<ModelComparison> compare_targets(const Scenario& baseline, const Scenario& candidate, const ContestPlan& plan,
                                        const ContestHooks& hooks = {});

}  // namespace plimsoll
