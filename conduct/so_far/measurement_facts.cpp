#include "conduct/so_far/measurement_facts.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>

namespace plimsoll {
namespace {

bool keeps_a_plan(const Wait& wait) {
  return std::holds_alternative<Pacing>(wait) || std::holds_alternative<ThroughputWait>(wait);
}

// One level from the beginning on.
bool is_steady(const std::vector<Stage>& stages) {
  return std::all_of(stages.begin(), stages.end(),
                     [&](const Stage& stage) { return stage.level == stages.front().level; }) &&
         (stages.empty() || stages.front().length == Nanos(0));
}

void add_model(const ClosedLoad& load, MeasurementFacts& facts) {
  facts.closed = true;
  facts.paced = facts.paced || keeps_a_plan(load.wait);
  facts.steady = facts.steady && load.stages.empty();
}

void add_model(const OpenLoad& load, MeasurementFacts& facts) {
  facts.open = true;
  const auto* rate = std::get_if<ArrivalRate>(&load.arrivals);
  facts.steady = facts.steady && rate != nullptr && is_steady(rate->stages);
}

}  // namespace

MeasurementFacts plan_facts(const Scenario& scenario, bool uses_ring) {
  MeasurementFacts facts;
  facts.uses_ring = uses_ring;
  for (const auto& part : scenario.load.parts)
    std::visit([&](const auto& model) { add_model(model, facts); }, part.model);
  for (const auto& task : scenario.tasks) facts.paced = facts.paced || (task.wait && keeps_a_plan(*task.wait));
  facts.steady = facts.steady && !scenario.load.rests;
  facts.keep_alive = scenario.target.connection.keep_alive;
  facts.warmup_s = to_seconds(scenario.load.warmup);
  return facts;
}

double own_memory_bytes() {
  // getrusage would tell the peak of the process that started this one, where that was higher: it outlives execve.
  constexpr std::string_view kPeak = "VmHWM:";
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(kPeak)) return std::strtod(line.c_str() + kPeak.size(), nullptr) * 1024;  // in KiB
  return 0;
}

}  // namespace plimsoll
