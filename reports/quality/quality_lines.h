#pragma once

// How right answers were over time, and how many of those that are asked again and again changed: what the charts of
// quality and of probes are drawn from. Pure functions; any thread.

#include "record/run_record.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// One figure of one request. A point is of step_s seconds; of few rows a second these are as many as have some.
struct QualityLine {
  std::string_view figure;  // "log_loss"
  std::string request;
  double step_s = 0;
  std::vector<double> t_s{};  // the middle of each step
  std::vector<std::optional<double>> values{};
};

// In the order in which their charts stand: log loss and accuracy, or RMSE and MAE; of each figure the first requests,
// as many as a chart can tell apart.
std::vector<QualityLine> quality_lines(const RunRecord& record);

// The share of changed answers over time; null where none changed.
const TimeSeries* changed_probes(const RunRecord& record);

}  // namespace plimsoll
