#include "scenarios/scenario.h"

#include <algorithm>

namespace plimsoll {

std::vector<std::string> Scenario::request_names() const {
  std::vector<std::string> names;
  for (const auto& task : tasks)
    for (const auto& step : task.steps)
      if (std::find(names.begin(), names.end(), step.name) == names.end()) names.push_back(step.name);
  return names;
}

}  // namespace plimsoll
