#pragma once

// A percentile over time for a chart, each point of enough requests to know it: with fewer a point is left out, and
// where most have fewer the line is of longer steps. Pure functions; any thread.

#include "record/run_record.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace plimsoll {

struct PercentileLine {
  std::string_view key;  // "p99"
  double step_s = 0;     // how long each point is of
  std::vector<double> t_s;
  std::vector<std::optional<double>> ms;

  bool empty() const;  // no point has a value
};

inline constexpr std::size_t kPercentileLines = 3;
using PercentileLines = std::array<PercentileLine, kPercentileLines>;  // p50, p95, p99

// Of one request, by its steps, to 3 %.
PercentileLines percentile_lines(const RequestSteps& steps);
// The same of one percentile that is named: "p90".
PercentileLine percentile_line(const RequestSteps& steps, std::string_view key);
// Of all requests: of the timeline's rows where they have enough, else by the steps.
PercentileLines percentile_lines(const RunRecord& record);

// Of a row of the timeline: the percentile where so many were answered that it is known.
std::optional<double> known_percentile_ms(const TimelineRow& row, std::size_t line);

}  // namespace plimsoll
