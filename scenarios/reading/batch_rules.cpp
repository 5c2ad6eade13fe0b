#include "scenarios/reading/batch_rules.h"

#include "core/units.h"
#include "scenarios/batches/batch_turns.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kShortestTurn = std::chrono::seconds(2);  // a few samples of memory

}  // namespace

std::vector<Finding> batch_findings(const Scenario& scenario) {
  std::vector<Finding> findings;
  const auto& load = scenario.load;
  if (!load.batches_in_turn) return findings;
  const auto refuse = [&](std::string message) { findings.push_back({"", "load.batches", std::move(message)}); };
  const auto sizes = batch_sizes(scenario);
  if (sizes.size() < 2)
    refuse("there are no sizes to take turns: give a request `batch: [1, 10, 100]`");
  else if (const Nanos needed = static_cast<Nanos::rep>(sizes.size() + 1) * kShortestTurn;
           load.duration - load.warmup < needed)
    refuse(fmt::format(
        "{} sizes and the smallest once more need {} behind the warm-up: load.duration has to be at least "
        "{}, got {}",
        sizes.size(), format_duration(needed), format_duration(needed + load.warmup), format_duration(load.duration)));
  if (load.until_verdict) refuse("a run until its verdict has no length that turns could be part of");
  if (load.requests) refuse("turns are parts of the duration: leave out load.requests");
  if (load.rests) refuse("turns and rests would overlap: leave out one of them");
  if (std::any_of(load.parts.begin(), load.parts.end(), std::mem_fn(&LoadPart::replays_log)))
    refuse("a log says itself which request comes when: its sizes cannot take turns");
  return findings;
}

}  // namespace plimsoll
