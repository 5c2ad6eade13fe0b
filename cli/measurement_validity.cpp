#include "cli/measurement_validity.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

constexpr double kLateShare = 0.05;
constexpr double kBusyShare = 0.9;
constexpr double kLoopLagMs = 50;

}  // namespace

void judge_measurement(RunRecord& record) {
  auto& measurement = record.measurement;
  auto& reasons = measurement.reasons;
  std::uint64_t local_failures = 0;
  std::string local_message;
  for (const auto& failure : record.failures) {
    if (failure.kind != "local") continue;
    local_failures += failure.count;
    local_message = failure.message;
  }
  if (local_failures > 0)
    reasons.push_back(fmt::format("{} requests could not be sent for want of something on this machine: {}",
                                  local_failures, local_message));
  // Lateness alone may be the machine's noise; together with a core that is used up it is ours.
  if (measurement.late_share > kLateShare && measurement.generator_cpu_share > kBusyShare)
    reasons.push_back(
        fmt::format("{:.1f} % of the requests started late while the generator used {:.0f} % of its cores: "
                    "use more --threads or fewer users",
                    100 * measurement.late_share, 100 * measurement.generator_cpu_share));
  // A busy machine does this to anyone now and then: told, for response times hold that delay, but no verdict of its
  // own.
  if (measurement.loop_lag_p99_ms > kLoopLagMs)
    measurement.notes.push_back(
        fmt::format("the generator's own loop was up to {:.0f} ms behind (p99), and response times hold that delay: "
                    "the machine was busy; leave the generator a free core",
                    measurement.loop_lag_p99_ms));
  measurement.valid = reasons.empty();
}

}  // namespace plimsoll
