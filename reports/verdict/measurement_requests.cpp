#include "core/units.h"
#include "reports/verdict/measurement_checks.h"
#include "reports/words/text.h"

#include <fmt/format.h>

namespace plimsoll {

FoundInMeasurement check_requests(const CheckedRun& run, Measurement& /*measurement*/) {
  const auto& totals = run.load.totals;
  // Bad requests and clients that leave are a load too.
  const auto measured = run.total.requests + run.total.faults.attempts() + run.total.cases.sent;
  if (!run.facts.over || measured > 0) return std::nullopt;
  const auto invalid = [](std::string text, std::string advice) {
    return MeasurementFinding{MeasurementState::invalid, "nothing was measured: " + std::move(text), std::move(advice)};
  };
  if (run.total.unfinished > 0)
    return invalid(fmt::format("no request had ended when the run did, {} had not", format_count(run.total.unfinished)),
                   "use a longer duration or graceful_stop, or a timeout of the request that is shorter than these");
  if (totals.warmup.requests > 0)
    return invalid(fmt::format("{} that ended came within the warm-up", plural(totals.warmup.requests, "request")),
                   "use a longer duration, more requests, or a shorter warm-up");
  if (run.dropped > 0)
    return invalid(fmt::format("what was due was dropped: {}", plural(run.dropped, "request")), "raise max_in_flight");
  return invalid("no request was due", "use a longer duration, or a load that begins sooner");
}

}  // namespace plimsoll
