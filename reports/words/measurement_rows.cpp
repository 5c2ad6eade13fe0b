#include "reports/words/measurement_rows.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

using Subject = MeasurementSubject;

std::string delays_text(const DelaySummary& delays) {
  return fmt::format("p50 {}, p99 {}, max {}", milliseconds_text(delays.p50_ms), milliseconds_text(delays.p99_ms),
                     milliseconds_text(delays.max_ms));
}

MeasurementRow plan_row(const Measurement& m) {
  const auto rate = m.rate.value_or(RateKept{});
  const auto rates = fmt::format("{} and {} requests a second", rate_text(rate.planned_per_second),
                                 rate_text(rate.achieved_per_second));
  return {"Planned and sent",
          m.never_started == 0 ? rates : rates + fmt::format(", {} never started", format_count(m.never_started))};
}

MeasurementRow lateness_row(const Measurement& m) {
  return {"Started late", fmt::format("{} of the requests; {}", share_text(m.late_share), delays_text(m.lateness))};
}

MeasurementRow drops_row(const Measurement& m) {
  const auto count = plural(m.dropped_at_cap, "request");
  const auto late = fmt::format(", {} of them while Plimsoll was late", format_count(m.dropped_while_late));
  return {"Dropped, too many in flight", m.dropped_at_cap == 0 ? count : count + late};
}

MeasurementRow arrival_row(const Measurement& m) {
  const auto law = m.arrival_law.value_or(ArrivalLaw{});
  return {"Random arrivals", fmt::format("Anderson-Darling {:.2f} of {} gaps, p {:.2g}", law.anderson_darling,
                                         format_count(law.gaps), law.p_value)};
}

MeasurementRow little_row(const Measurement& m) {
  const auto law = m.little_law.value_or(LittleLaw{});
  return {"Little's law",
          fmt::format("throughput x (response time + wait) is {:.1f} % of {:.1f} users", 100 * law.ratio, law.users)};
}

MeasurementRow trend_row(const Measurement& m) {
  const auto trend = m.trend.value_or(ResponseTrend{});
  return {"Response time (p50) over the run", fmt::format("{} to {}, p {:.2g}", milliseconds_text(trend.from_ms),
                                                          milliseconds_text(trend.to_ms), trend.p_value)};
}

MeasurementRow wall_clock_row(const Measurement& m) {
  const auto set =
      fmt::format("set {} by {}", m.clock_step_s > 0 ? "forward" : "back", seconds_text(std::abs(m.clock_step_s)));
  return {"Wall clock", m.clock_step_s == 0 ? "not set" : set};
}

MeasurementRow row_of(Subject subject, const Measurement& m) {
  switch (subject) {
    case Subject::plan:
      return plan_row(m);
    case Subject::lateness:
      return lateness_row(m);
    case Subject::drops:
      return drops_row(m);
    case Subject::generator_cpu:
      return {"Busiest thread", share_text(m.generator_cpu_share) + " of its core"};
    case Subject::loop_lag:
      return {"Event loop behind", delays_text(m.loop_lag)};
    case Subject::streams:
      return {"Bytes of streams, before they were read",
              m.stream_delay_ms ? milliseconds_text(*m.stream_delay_ms) + " (p99)" : "not known here"};
    case Subject::local_failures:
      return {"Not sent for want of something here", plural(m.local_failures, "request")};
    case Subject::suspend:
      return {"Machine asleep", m.suspended_s == 0 ? "never" : seconds_text(m.suspended_s)};
    case Subject::wall_clock:
      return wall_clock_row(m);
    case Subject::arrival_law:
      return arrival_row(m);
    case Subject::little_law:
      return little_row(m);
    case Subject::trend:
      return trend_row(m);
    case Subject::requests:
      return {"Requests measured", "none"};
    case Subject::reconnects:
      return {"Connections opened anew", "for " + share_text(m.reconnect_share.value_or(0)) + " of the requests"};
  }
  return {};
}

}  // namespace

std::vector<MeasurementRow> measurement_rows(const Measurement& measurement) {
  std::vector<MeasurementRow> rows;
  for (const auto& check : measurement.checks) {
    auto row = row_of(check.subject, measurement);
    row.state = check.state;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string measurement_line(const Measurement& measurement) {
  return fmt::format(
      "{}: the generator's busiest thread used {} of its core, its loop was {} behind (p99), {} of the requests were "
      "late.",
      measurement.valid ? "valid" : "not valid", share_text(measurement.generator_cpu_share),
      milliseconds_text(measurement.loop_lag.p99_ms), share_text(measurement.late_share));
}

std::string validity_sentence(const Measurement& measurement) {
  if (measurement.valid) return "Valid: the load generator was not the bottleneck.";
  const bool is_empty = std::any_of(measurement.checks.begin(), measurement.checks.end(),
                                    [](const MeasurementCheck& check) { return check.subject == Subject::requests; });
  return is_empty ? "Not valid: nothing was measured." : "Not valid: the load generator was the bottleneck.";
}

}  // namespace plimsoll
