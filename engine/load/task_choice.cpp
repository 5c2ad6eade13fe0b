#include "engine/load/task_choice.h"

#include "scenarios/batches/batch_turns.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace plimsoll {

TaskChoice::TaskChoice(const Scenario& scenario, const LoadPart& part) {
  auto all = part.tasks;
  if (all.empty()) {
    all.resize(scenario.tasks.size());
    std::iota(all.begin(), all.end(), 0);
  }
  for (const auto& turn : batch_turns(scenario)) {
    std::vector<std::size_t> tasks;
    for (const auto task : all)
      if (const auto rows = batch_of_task(scenario.tasks[task]); rows == 0 || rows == turn.rows) tasks.push_back(task);
    // A load that has nothing of that size goes on with what it has.
    add_turn(scenario, turn.to, tasks.empty() ? all : std::move(tasks));
  }
  if (turns_.empty()) add_turn(scenario, Nanos(0), std::move(all));
}

void TaskChoice::add_turn(const Scenario& scenario, Nanos to, std::vector<std::size_t> tasks) {
  Turn turn{to, std::move(tasks)};
  double sum = 0;
  for (const auto task : turn.tasks) turn.cumulative_weights.push_back(sum += scenario.tasks[task].weight);
  turns_.push_back(std::move(turn));
}

std::size_t TaskChoice::draw(Random& random, Nanos at) const {
  auto turn = turns_.begin();
  while (turn + 1 != turns_.end() && at >= turn->to) ++turn;
  return turn->tasks.size() == 1 ? turn->tasks.front() : turn->tasks[random.pick(turn->cumulative_weights)];
}

}  // namespace plimsoll
