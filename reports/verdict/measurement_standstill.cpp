#include "record/time_summary.h"
#include "reports/verdict/measurement_checks.h"

#include <algorithm>

namespace plimsoll {
namespace {

constexpr double kShortest = 2;
constexpr double kTimesUsual = 3;
constexpr double kShareOfRun = 0.01;

// The greatest of the percentiles that the run can tell, of p50, p95 and p99: what is as long as that is no secret.
double usual_seconds(const Histogram& times) {
  if (times.empty()) return 0;
  double usual = to_seconds(times.quantile(0.5));
  for (const double q : {0.95, 0.99})
    if (supports(times.count(), q)) usual = to_seconds(times.quantile(q));
  return usual;
}

}  // namespace

std::optional<Standstill> standstill_of(const CheckedRun& run) {
  if (!run.facts.closed) return std::nullopt;
  double usual = 0;
  for (const auto& stats : run.load.totals.by_request) usual = std::max(usual, usual_seconds(stats.response_time));
  Standstill still;
  for (const auto& silence : run.facts.silences) {
    if (silence.length_s < std::max(kShortest, kTimesUsual * usual)) continue;
    ++still.times;
    still.seconds += silence.length_s;
    if (silence.length_s <= still.longest_s) continue;
    still.longest_s = silence.length_s;
    still.longest_from_s = silence.from_s;
  }
  const double measured_s = run.load.duration_s - run.facts.warmup_s;
  if (still.times == 0 || still.seconds < kShareOfRun * measured_s) return std::nullopt;
  still.seconds = std::min(still.seconds, measured_s);
  return still;
}

}  // namespace plimsoll
