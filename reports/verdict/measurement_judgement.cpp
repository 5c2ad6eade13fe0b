#include "reports/verdict/measurement_judgement.h"

#include "reports/verdict/measurement_checks.h"

#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

struct Check {
  MeasurementSubject subject;
  FoundInMeasurement (*look)(const CheckedRun& run, Measurement& measurement);
};

// In the order they are told. Lateness and lag come before what is judged together with them.
constexpr std::array<Check, 14> kChecks = {{
    {MeasurementSubject::requests, check_requests},
    {MeasurementSubject::plan, check_plan},
    {MeasurementSubject::lateness, check_lateness},
    {MeasurementSubject::drops, check_drops},
    {MeasurementSubject::loop_lag, check_loop_lag},
    {MeasurementSubject::streams, check_stream_instants},
    {MeasurementSubject::generator_cpu, check_generator_cpu},
    {MeasurementSubject::local_failures, check_local_failures},
    {MeasurementSubject::suspend, check_suspend},
    {MeasurementSubject::wall_clock, check_wall_clock},
    {MeasurementSubject::arrival_law, check_arrival_law},
    {MeasurementSubject::little_law, check_little_law},
    {MeasurementSubject::trend, check_trend},
    {MeasurementSubject::reconnects, check_reconnects},
}};

// A reason follows a colon, a note stands alone.
std::string as_sentence(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text + ".";
}

}  // namespace

Measurement judge_measurement(const LoadResults& load, const MeasurementFacts& facts) {
  const CheckedRun run(load, facts);
  Measurement measurement;
  measurement.planned_requests = run.load.arrivals.planned;
  measurement.generator_rss_bytes = run.facts.generator_rss_bytes;
  measurement.notes = run.facts.notes;
  measurement.standstill = standstill_of(run);
  std::string advised;
  for (const auto& check : kChecks) {
    auto finding = check.look(run, measurement);
    if (!finding) continue;
    measurement.checks.push_back({check.subject, finding->state});
    if (finding->state == MeasurementState::fine) continue;
    if (finding->advice != advised) finding->text += ": " + finding->advice;
    advised = std::move(finding->advice);
    if (finding->state == MeasurementState::invalid)
      measurement.reasons.push_back(std::move(finding->text));
    else
      measurement.notes.push_back(as_sentence(std::move(finding->text)));
  }
  measurement.valid = measurement.reasons.empty();
  return measurement;
}

}  // namespace plimsoll
