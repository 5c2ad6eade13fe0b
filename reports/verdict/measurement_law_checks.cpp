#include "reports/verdict/measurement_checks.h"
#include "reports/verdict/measurement_statistics.h"
#include "reports/words/connection_words.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using State = MeasurementState;

constexpr double kSignificance = 0.01;

constexpr std::size_t kFewestGaps = 50;

// Who is in the middle of a request or a pause at either end is off by up to one; with so many it is small.
constexpr double kRequestsOfAUser = 20;
constexpr double kLittleTolerance = 0.1;
constexpr double kTimedShare = 0.99;
constexpr double kShortRow = 0.5;

constexpr std::size_t kMostWindows = 60;
constexpr std::size_t kFewestWindows = 10;
constexpr double kWorthwhileChange = 0.2;

constexpr double kReconnectShare = 0.1;
constexpr double kFewestReconnects = 10;

// Of the measured part, over time. They are read once a second, so that while they come or go there is a least and a
// most; when the load ends they leave.
struct UsersRange {
  double least = 0;
  double most = 0;
};

UsersRange users_over_time(const CheckedRun& run) {
  UsersRange sum;
  double seconds = 0;
  double before = 0;
  for (const auto& row : run.facts.timeline) {
    const bool is_last = row.t_s + row.length_s > run.load.duration_s - kShortRow;
    const double begin = std::exchange(before, row.active_users);
    const double end = is_last && begin > 0 ? begin : row.active_users;
    const double length = std::min(row.length_s, run.load.duration_s - row.t_s);
    if (row.warmup || length <= 0) continue;
    sum.least += length * std::min(begin, end);
    sum.most += length * std::max(begin, end);
    seconds += length;
  }
  if (seconds <= 0) return {};
  return {sum.least / seconds, sum.most / seconds};
}

// The middle of each window's rows, and the median of their medians.
struct Windows {
  std::vector<double> t_s;
  std::vector<double> p50_ms;
};

Windows windows_of(const std::vector<const TimelineRow*>& rows) {
  Windows windows;
  const std::size_t width = (rows.size() + kMostWindows - 1) / kMostWindows;
  for (std::size_t i = 0; i < rows.size(); i += width) {
    const std::size_t end = std::min(rows.size(), i + width);
    std::vector<double> medians;
    for (std::size_t j = i; j < end; ++j) medians.push_back(*rows[j]->p50_ms);
    windows.t_s.push_back((rows[i]->t_s + rows[end - 1]->t_s + rows[end - 1]->length_s) / 2);
    windows.p50_ms.push_back(middle_of(std::move(medians)));
  }
  return windows;
}

// Measured rows in which all users were there: while they come or go, another response time is to be expected.
std::vector<const TimelineRow*> steady_rows(const CheckedRun& run) {
  double most = 0;
  for (const auto& row : run.facts.timeline) most = std::max(most, row.active_users);
  std::vector<const TimelineRow*> rows;
  for (const auto& row : run.facts.timeline)
    if (!row.warmup && row.p50_ms && (run.facts.open || row.active_users == most)) rows.push_back(&row);
  return rows;
}

// Connections that the load needs by itself: one a user, one a request in flight at once. Those between the readings
// of a second may have been more.
double first_connections(const CheckedRun& run) {
  double users = 0;
  double in_flight = 0;
  for (const auto& row : run.facts.timeline) {
    users = std::max(users, row.active_users);
    in_flight = std::max(in_flight, static_cast<double>(row.in_flight));
  }
  return users + 2 * in_flight;
}

std::string who_closed(const ConnectionEnds& ends) {
  const auto text = ends_text(ends);
  return text.empty() ? "the server closed them" : text;
}

std::string reconnect_advice(const ConnectionEnds& ends) {
  switch (most_frequent_end(ends)) {
    case ConnectionEnd::failure:
      return "see the failures first";
    case ConnectionEnd::surplus:
      return "see what it sends behind the Content-Length of its answers";
    case ConnectionEnd::unread:
      return "see whether it refuses the size of the bodies";
    default:
      return "see its keep-alive settings";
  }
}

}  // namespace

FoundInMeasurement check_arrival_law(const CheckedRun& run, Measurement& measurement) {
  const auto gaps = run.load.arrivals.gaps();
  if (gaps.size() < kFewestGaps) return std::nullopt;
  std::vector<LawPlace> places;
  for (const auto& gap : gaps) places.push_back(gamma_place(gap.length, gap.shape, gap.least));
  const auto test = anderson_darling(std::move(places));
  measurement.arrival_law = ArrivalLaw{gaps.size(), test.statistic, test.p_value};
  if (test.p_value >= kSignificance) return kFine;
  return MeasurementFinding{
      State::noted,
      fmt::format("requests were not started by the law of gaps that was planned (Anderson-Darling {:.2f} of {} gaps, "
                  "p {:.2g}): short gaps are within the generator's own delay",
                  test.statistic, gaps.size(), test.p_value),
      "use a lower rate, or leave the generator a free core"};
}

FoundInMeasurement check_little_law(const CheckedRun& run, Measurement& measurement) {
  const double seconds = run.load.duration_s - run.facts.warmup_s;
  if (!run.facts.closed || run.facts.open || run.facts.paced || run.facts.paused || seconds <= 0) return std::nullopt;
  const auto range = users_over_time(run);
  const double users = (range.least + range.most) / 2;
  const auto timed = static_cast<double>(run.total.response_time.count());
  const auto attempts = static_cast<double>(run.total.requests + run.total.faults.attempts() + run.total.cases.sent);
  if (users <= 0 || attempts < kRequestsOfAUser * users || timed < kTimedShare * attempts) return std::nullopt;
  const double accounted = (timed * run.total.response_time.mean_seconds() + run.load.waited_seconds) / seconds;
  const LittleLaw law{users, accounted / users};
  measurement.little_law = law;
  if (accounted >= (1 - kLittleTolerance) * range.least && accounted <= (1 + kLittleTolerance) * range.most)
    return kFine;
  return MeasurementFinding{
      State::noted,
      fmt::format("throughput x (response time + wait) makes {:.0f} % of the {:.1f} users (Little's law), so that "
                  "these figures do not agree with each other",
                  100 * law.ratio, law.users),
      "look at loop lag and connections, and do not compute capacity from them"};
}

FoundInMeasurement check_trend(const CheckedRun& run, Measurement& measurement) {
  if (!run.facts.steady || run.facts.paused) return std::nullopt;
  const auto windows = windows_of(steady_rows(run));
  if (windows.t_s.size() < kFewestWindows) return std::nullopt;
  const auto line = theil_sen(windows.t_s, windows.p50_ms);
  auto& trend = measurement.trend.emplace();
  trend.from_ms = std::max(0.0, line.at(windows.t_s.front()));
  trend.to_ms = std::max(0.0, line.at(windows.t_s.back()));
  trend.median_ms = middle_of(windows.p50_ms);
  trend.p_value = mann_kendall(windows.p50_ms).p_value;
  const double change = std::abs(trend.to_ms - trend.from_ms);
  if (trend.p_value >= kSignificance || change <= kWorthwhileChange * trend.median_ms) return kFine;
  const bool rose = trend.to_ms > trend.from_ms;
  return MeasurementFinding{
      State::noted,
      fmt::format("response time (p50) {} from {} to {} over the run, so that its percentiles are of no one state",
                  rose ? "rose" : "fell", milliseconds_text(trend.from_ms), milliseconds_text(trend.to_ms)),
      rose ? "look at the target's memory and queues, and run longer to see where it ends" : "use a longer --warmup"};
}

FoundInMeasurement check_reconnects(const CheckedRun& run, Measurement& measurement) {
  const auto requests = static_cast<double>(run.total.requests + run.load.totals.warmup.requests);
  if (!run.facts.keep_alive || requests == 0) return std::nullopt;
  const auto broken_on_purpose = static_cast<double>(run.total.faults.attempts() + run.load.totals.warmup.faulted +
                                                     run.total.cases.sent + run.load.totals.warmup.cases.sent);
  const double reconnects = std::max(
      0.0, static_cast<double>(run.load.totals.connections.opened) - first_connections(run) - broken_on_purpose);
  const double share = std::min(1.0, reconnects / requests);
  measurement.reconnect_share = share;
  if (share <= kReconnectShare || reconnects < kFewestReconnects) return kFine;
  return MeasurementFinding{State::noted,
                            fmt::format("{} of the requests opened a connection anew though connections are kept, and "
                                        "response times hold the connecting: {}",
                                        share_text(share), who_closed(run.load.totals.connections.ends)),
                            reconnect_advice(run.load.totals.connections.ends)};
}

}  // namespace plimsoll
