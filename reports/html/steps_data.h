#pragma once

// What the page draws of RunRecord::steps: a heat map of all requests, lines of each by name. Keys as in
// reports/page/src/report/report_data.ts. Pure functions; any thread.

#include "record/run_record.h"
#include "reports/html/percentile_line.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace plimsoll {

// Rows of equal ratio, from the fastest to the slowest that there was.
struct HeatMap {
  std::uint32_t step_s = 1;
  std::vector<double> bounds_ms;                    // one more than rows
  std::vector<std::vector<std::uint64_t>> columns;  // by step, then by row; empty where nothing was measured
};
HeatMap heat_map(const RequestSteps& steps, std::size_t most_rows = 40);

nlohmann::ordered_json heat_json(const RunRecord& record);      // null where nothing was measured
nlohmann::ordered_json requests_json(const RunRecord& record);  // a list, empty where there is one name
nlohmann::ordered_json percentiles_json(const PercentileLines& lines);

}  // namespace plimsoll
