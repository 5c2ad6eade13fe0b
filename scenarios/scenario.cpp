#include "scenarios/scenario.h"

#include <algorithm>

namespace plimsoll {

bool is_flow(const Task& task) { return task.steps.size() > 1 || (!task.steps.empty() && task.steps.front().flow); }

std::vector<const Task*> Scenario::user_tasks() const {
  std::vector<const Task*> all;
  for (const auto& task : tasks) all.push_back(&task);
  if (login) all.push_back(&*login);
  return all;
}

std::vector<std::string> Scenario::request_names() const {
  std::vector<std::string> names;
  for (const auto* task : user_tasks())
    for (const auto& step : task->steps)
      if (std::find(names.begin(), names.end(), step.name) == names.end()) names.push_back(step.name);
  return names;
}

}  // namespace plimsoll
