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

std::optional<RestTimes> rest_times(const Load& load) {
  if (!load.rests) return std::nullopt;
  const auto usual = load.until_verdict ? Nanos(std::chrono::minutes(1)) : load.duration / 5;
  RestTimes times;
  times.every = load.rests->every.value_or(usual);
  times.length = load.rests->length.value_or(times.every / 3);
  return times;
}

}  // namespace plimsoll
