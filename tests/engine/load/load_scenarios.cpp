#include "tests/engine/load/load_scenarios.h"

#include <memory>
#include <utility>

namespace plimsoll {

RequestTemplate get_request(const std::string& name) {
  RequestTemplate request;
  request.name = name;
  request.path = "/";
  return request;
}

Task task_of(const std::string& name, double weight, std::vector<RequestTemplate> steps) {
  Task task;
  task.name = name;
  task.weight = weight;
  task.steps = std::move(steps);
  return task;
}

BodySet bodies(const std::vector<std::string>& texts) {
  BodySet set;
  set.content_type = "application/json";
  for (const auto& text : texts) {
    set.payloads.push_back(std::make_shared<const std::string>(text));
    set.labels.push_back(text + ".json");
  }
  return set;
}

Scenario closed_scenario(std::uint32_t users, double spawn_rate, Wait wait, Nanos duration) {
  Scenario scenario;
  scenario.target.url = {Url::Scheme::http, "target.test", 80, ""};
  ClosedLoad closed;
  closed.users = users;
  closed.spawn_rate = spawn_rate;
  closed.wait = wait;
  scenario.load.parts[0].model = closed;
  scenario.load.duration = duration;
  scenario.tasks = {task_of("get", 1, {get_request("get")})};
  return scenario;
}

Scenario open_scenario(std::vector<Stage> stages, ArrivalRate::Law law, Nanos duration, std::uint32_t max_in_flight) {
  auto scenario = closed_scenario(1, 1, NoWait{}, duration);
  OpenLoad open;
  ArrivalRate rate;
  rate.stages = std::move(stages);
  rate.law = law;
  open.arrivals = rate;
  open.max_in_flight = max_in_flight;
  scenario.load.parts[0].model = open;
  return scenario;
}

}  // namespace plimsoll
