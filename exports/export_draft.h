#pragma once

// What one export works on: the scenario, the names of its variables, and what the other tool has no words for. Owned
// by one export; one thread.

#include "exports/export_variables.h"
#include "scenarios/scenario.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct Unsaid {
  std::string place;  // in the scenario: "requests[0].fault"
  std::string what;
};

struct ExportDraft {
  const Scenario& scenario;
  ExportVariables& variables;
  std::string source;          // the scenario's file, as people call it
  std::filesystem::path from;  // where names of its files start
  std::filesystem::path to;    // and where those of the written file do
  std::vector<Unsaid> unsaid{};

  // Once, whoever finds it again.
  void leave_unsaid(std::string place, std::string what) {
    for (const auto& one : unsaid)
      if (one.place == place && one.what == what) return;
    unsaid.push_back({std::move(place), std::move(what)});
  }
};

// Of a rule that all steps have, "retry"; else that of the step: "requests[1].retry".
inline std::string place_of_retry(const Scenario& scenario, const std::string& place) {
  for (const auto* task : scenario.all_tasks())
    for (const auto& step : task->steps)
      if (!step.rules || step.rules->retry.at_most == 0) return place + ".retry";
  return "retry";
}

// "requests[1]", or of several steps "requests[1].steps[0]".
inline std::string place_of_step(const Scenario& scenario, std::size_t task, std::size_t step) {
  auto place = "requests[" + std::to_string(task) + "]";
  if (scenario.tasks[task].steps.size() > 1) place += ".steps[" + std::to_string(step) + "]";
  return place;
}

}  // namespace plimsoll
