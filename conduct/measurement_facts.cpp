#include "conduct/measurement_facts.h"

#include <sys/resource.h>

#include <algorithm>
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

void add_plan(const Scenario& scenario, MeasurementFacts& facts) {
  for (const auto& part : scenario.load.parts)
    std::visit([&](const auto& model) { add_model(model, facts); }, part.model);
  for (const auto& task : scenario.tasks) facts.paced = facts.paced || (task.wait && keeps_a_plan(*task.wait));
  facts.steady = facts.steady && !scenario.load.rests;
  facts.keep_alive = scenario.target.connection.keep_alive;
  facts.warmup_s = to_seconds(scenario.load.warmup);
}

void add_local_failures(const std::vector<FailureRecord>& failures, MeasurementFacts& facts) {
  for (const auto& failure : failures) {
    if (failure.kind != to_string(FailureKind::local)) continue;
    facts.local_failures += failure.count;
    facts.local_message = failure.message;
  }
}

double own_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

}  // namespace

MeasurementFacts measurement_facts(const Scenario& scenario, const EngineResults& results, const ClockWatch& clocks,
                                   const RunRecord& record) {
  MeasurementFacts facts;
  add_plan(scenario, facts);
  facts.duration_s = results.duration_s;
  facts.total = results.totals.total();
  facts.warmup = results.totals.warmup;
  facts.planned = results.planned;
  facts.dropped = facts.total.dropped + facts.warmup.dropped;
  facts.never_started = results.never_started;
  facts.dropped_while_late = results.dropped_while_late;
  facts.gaps = results.gaps;
  facts.connections_opened = results.totals.connections.opened;
  facts.lateness = results.lateness;
  facts.waited_seconds = results.waited_seconds;
  facts.timeline = record.timeline;
  facts.cpu_seconds = results.cpu_seconds;
  facts.loop_lag = results.loop_lag;
  facts.generator_rss_bytes = own_memory_bytes();
  add_local_failures(record.failures, facts);
  facts.clock_step_s = clocks.step_s();
  facts.suspended_s = clocks.suspended_s();
  facts.notes = record.measurement.notes;
  return facts;
}

}  // namespace plimsoll
