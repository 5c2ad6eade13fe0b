#include "scenarios/scenario.h"

#include <algorithm>
#include <variant>

namespace plimsoll {

std::vector<std::string> Scenario::request_names() const {
  std::vector<std::string> names;
  for (const auto& task : tasks)
    for (const auto& step : task.steps)
      if (std::find(names.begin(), names.end(), step.name) == names.end()) names.push_back(step.name);
  return names;
}

std::vector<Url> Scenario::further_places() const {
  std::vector<Url> places;
  for (const auto& task : tasks)
    for (const auto& step : task.steps) {
      if (!step.rules) continue;
      places.insert(places.end(), step.rules->redirects.to.begin(), step.rules->redirects.to.end());
      const auto* auth = step.rules->auth ? std::get_if<OAuth2Auth>(step.rules->auth.get()) : nullptr;
      if (auth != nullptr) places.push_back(auth->token_url);
    }
  return places;
}

}  // namespace plimsoll
