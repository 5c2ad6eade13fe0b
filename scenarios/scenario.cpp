#include "scenarios/scenario.h"

#include <algorithm>
#include <variant>

namespace plimsoll {

bool is_flow(const Task& task) { return task.steps.size() > 1 || (!task.steps.empty() && task.steps.front().flow); }

std::vector<const Task*> Scenario::user_tasks() const {
  std::vector<const Task*> all;
  for (const auto& task : tasks) all.push_back(&task);
  if (login) all.push_back(&*login);
  return all;
}

std::vector<const Task*> Scenario::all_tasks() const {
  auto all = user_tasks();
  for (const auto* once : {&before_all, &after_all})
    if (*once) all.push_back(&**once);
  return all;
}

std::vector<std::string> Scenario::request_names() const {
  std::vector<std::string> names;
  for (const auto* task : user_tasks())
    for (const auto& step : task->steps)
      if (std::find(names.begin(), names.end(), step.name) == names.end()) names.push_back(step.name);
  return names;
}

std::vector<Url> Scenario::further_places() const {
  std::vector<Url> places;
  for (const auto* task : all_tasks())
    for (const auto& step : task->steps) {
      if (!step.rules) continue;
      places.insert(places.end(), step.rules->redirects.to.begin(), step.rules->redirects.to.end());
      const auto* auth = step.rules->auth ? std::get_if<OAuth2Auth>(step.rules->auth.get()) : nullptr;
      if (auth != nullptr) places.push_back(auth->token_url);
    }
  return places;
}

}  // namespace plimsoll
