#include "reports/html/percentile_line.h"

#include "record/time_summary.h"

#include <algorithm>

namespace plimsoll {
namespace {

struct Wanted {
  std::string_view key;
  double q;
  std::optional<double> TimelineRow::*of_row;
};
constexpr std::array<Wanted, kPercentileLines> kWanted = {
    {{"p50", 0.5, &TimelineRow::p50_ms}, {"p95", 0.95, &TimelineRow::p95_ms}, {"p99", 0.99, &TimelineRow::p99_ms}}};

// Of fewer points a line tells nothing of time.
constexpr std::size_t kFewestPoints = 4;

// Those that never got an answer have no time.
std::uint64_t timed_requests(const TimelineRow& row) {
  std::uint64_t untimed = 0;
  for (const auto kind : {FailureKind::resolve, FailureKind::connect, FailureKind::tls, FailureKind::reset,
                          FailureKind::closed, FailureKind::local})
    untimed += row.failures_by_kind.of(kind);
  return row.requests > untimed ? row.requests - untimed : 0;
}

// How many of the points that something is behind are known.
struct Known {
  std::size_t points = 0;
  std::size_t known = 0;

  void add(bool measured, bool is_known) {
    points += measured ? 1 : 0;
    known += is_known ? 1 : 0;
  }
  bool mostly() const { return points > 0 && 10 * known >= 9 * points; }
};

PercentileLine line_of(const RequestSteps& steps, const Wanted& wanted, std::size_t group) {
  PercentileLine line{wanted.key, static_cast<double>(steps.step_s) * static_cast<double>(group), {}, {}};
  for (std::size_t from = 0; from < steps.steps.size(); from += group) {
    const auto end = std::min(from + group, steps.steps.size());
    CoarseTimes times;
    for (std::size_t i = from; i < end; ++i) times = merged(times, unpacked(steps.steps[i].times));
    line.t_s.push_back(static_cast<double>(steps.step_s) * static_cast<double>(from + end) / 2);
    line.ms.push_back(supports(count_of(times), wanted.q) ? quantile_ms(times, RequestSteps::kJoined, wanted.q)
                                                          : std::nullopt);
  }
  return line;
}

bool mostly_known(const RequestSteps& steps, double q, std::size_t group) {
  Known known;
  for (std::size_t from = 0; from < steps.steps.size(); from += group) {
    std::uint64_t count = 0;
    for (std::size_t i = from; i < std::min(from + group, steps.steps.size()); ++i)
      count += count_of(unpacked(steps.steps[i].times));
    known.add(count > 0, count > 0 && supports(count, q));
  }
  return known.mostly();
}

PercentileLine line_of(const RequestSteps& steps, const Wanted& wanted) {
  for (std::size_t group = 1; group * kFewestPoints <= steps.steps.size() || group == 1; group *= 2)
    if (mostly_known(steps, wanted.q, group)) return line_of(steps, wanted, group);
  return {wanted.key, 0, {}, {}};
}

}  // namespace

bool PercentileLine::empty() const {
  return std::none_of(ms.begin(), ms.end(), [](const auto& value) { return value.has_value(); });
}

std::optional<double> known_percentile_ms(const TimelineRow& row, std::size_t line) {
  const auto& wanted = kWanted[line];
  return supports(timed_requests(row), wanted.q) ? row.*wanted.of_row : std::nullopt;
}

PercentileLine percentile_line(const RequestSteps& steps, std::string_view key) {
  return line_of(steps, {key, quantile_of(key), nullptr});
}

PercentileLines percentile_lines(const RequestSteps& steps) {
  PercentileLines lines;
  std::transform(kWanted.begin(), kWanted.end(), lines.begin(),
                 [&](const Wanted& wanted) { return line_of(steps, wanted); });
  return lines;
}

PercentileLines percentile_lines(const RunRecord& record) {
  PercentileLines lines;
  for (std::size_t i = 0; i < kPercentileLines; ++i) {
    Known known;
    for (const auto& row : record.timeline)
      known.add((row.*kWanted[i].of_row).has_value(), known_percentile_ms(row, i).has_value());
    if (!known.mostly() && !record.steps.all.empty()) {
      lines[i] = line_of(record.steps.all, kWanted[i]);
      continue;
    }
    lines[i].key = kWanted[i].key;
    lines[i].step_s = record.timeline.empty() ? 0 : record.timeline.front().length_s;
    for (const auto& row : record.timeline) {
      lines[i].t_s.push_back(row.t_s + row.length_s / 2);
      lines[i].ms.push_back(known_percentile_ms(row, i));
    }
  }
  return lines;
}

}  // namespace plimsoll
