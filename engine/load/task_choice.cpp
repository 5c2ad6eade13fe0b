#include "engine/load/task_choice.h"

namespace plimsoll {

TaskChoice::TaskChoice(const Scenario& scenario, const LoadPart& part) : tasks_(part.tasks) {
  if (tasks_.empty())
    for (std::size_t i = 0; i < scenario.tasks.size(); ++i) tasks_.push_back(i);
  double sum = 0;
  for (const auto task : tasks_) cumulative_weights_.push_back(sum += scenario.tasks[task].weight);
}

std::size_t TaskChoice::draw(Random& random) const {
  return tasks_.size() == 1 ? tasks_.front() : tasks_[random.pick(cumulative_weights_)];
}

}  // namespace plimsoll
