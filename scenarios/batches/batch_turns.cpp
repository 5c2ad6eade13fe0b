#include "scenarios/batches/batch_turns.h"

#include <algorithm>

namespace plimsoll {

std::uint32_t batch_of_task(const Task& task) {
  const auto step = std::find_if(task.steps.begin(), task.steps.end(), [](const auto& one) { return one.batch > 0; });
  return step == task.steps.end() ? 0 : step->batch;
}

std::vector<std::uint32_t> batch_sizes(const Scenario& scenario) {
  std::vector<std::uint32_t> sizes;
  for (const auto& task : scenario.tasks)
    if (const auto rows = batch_of_task(task); rows > 0) sizes.push_back(rows);
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

std::vector<BatchTurn> batch_turns(const Scenario& scenario) {
  std::vector<BatchTurn> turns;
  if (!scenario.load.batches_in_turn) return turns;
  auto sizes = batch_sizes(scenario);
  if (sizes.empty()) return turns;
  sizes.push_back(sizes.front());
  const auto length = scenario.load.duration - scenario.load.warmup;
  const auto count = static_cast<Nanos::rep>(sizes.size());
  for (Nanos::rep i = 0; i < count; ++i)
    turns.push_back({scenario.load.warmup + length * i / count, scenario.load.warmup + length * (i + 1) / count,
                     sizes[static_cast<std::size_t>(i)]});
  return turns;
}

}  // namespace plimsoll
