#include "reports/measurement_judgement.h"

#include "reports/measurement_checks.h"

#include <array>
#include <utility>

namespace plimsoll {
namespace {

struct Check {
  MeasurementSubject subject;
  FoundInMeasurement (*look)(const MeasurementFacts& facts, Measurement& measurement);
};

// In the order they are told. Lateness and lag come before what is judged together with them.
constexpr std::array<Check, 12> kChecks = {{
    {MeasurementSubject::plan, check_plan},
    {MeasurementSubject::lateness, check_lateness},
    {MeasurementSubject::drops, check_drops},
    {MeasurementSubject::loop_lag, check_loop_lag},
    {MeasurementSubject::generator_cpu, check_generator_cpu},
    {MeasurementSubject::local_failures, check_local_failures},
    {MeasurementSubject::suspend, check_suspend},
    {MeasurementSubject::wall_clock, check_wall_clock},
    {MeasurementSubject::arrival_law, check_arrival_law},
    {MeasurementSubject::little_law, check_little_law},
    {MeasurementSubject::trend, check_trend},
    {MeasurementSubject::reconnects, check_reconnects},
}};

}  // namespace

Measurement judge_measurement(const MeasurementFacts& facts) {
  Measurement measurement;
  measurement.planned_requests = facts.planned;
  measurement.generator_rss_bytes = facts.generator_rss_bytes;
  measurement.notes = facts.notes;
  std::string advised;
  for (const auto& check : kChecks) {
    auto finding = check.look(facts, measurement);
    if (!finding) continue;
    measurement.checks.push_back({check.subject, finding->state});
    if (finding->state == MeasurementState::fine) continue;
    auto& told = finding->state == MeasurementState::invalid ? measurement.reasons : measurement.notes;
    if (finding->advice != advised) finding->text += ": " + finding->advice;
    told.push_back(std::move(finding->text));
    advised = std::move(finding->advice);
  }
  measurement.valid = measurement.reasons.empty();
  return measurement;
}

}  // namespace plimsoll
