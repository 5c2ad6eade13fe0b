#include "scenarios/scenario.h"

#include <algorithm>

namespace plimsoll {
std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::head:
      return "HEAD";
  }
  return "";
}

std::vector<std::string> Scenario::request_names() const {
  std::vector<std::string> names;
  for (const auto& task : tasks)
    for (const auto& step : task.steps)
      if (std::find(names.begin(), names.end(), step.name) == names.end()) names.push_back(step.name);
  return names;
}

}  // namespace plimsoll
