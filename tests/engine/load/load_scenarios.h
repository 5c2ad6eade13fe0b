#pragma once

// Small scenarios for runs against a fake target. Values; any thread.

#include "scenarios/scenario.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// What is common to all: one GET of "/", named "get".
Scenario closed_scenario(std::uint32_t users, double spawn_rate, Wait wait, Nanos duration);
// The same at a rate.
Scenario open_scenario(std::vector<Stage> stages, ArrivalRate::Law law, Nanos duration,
                       std::uint32_t max_in_flight = 1'000'000);
RequestTemplate get_request(const std::string& name);
Task task_of(const std::string& name, double weight, std::vector<RequestTemplate> steps);
BodySet bodies(const std::vector<std::string>& texts);

}  // namespace plimsoll
