#pragma once

// What the page draws of token streams. Keys as in reports/page/src/report/stream_data.ts. Pure functions; any thread.

#include "record/run_record.h"
#include "reports/html/percentile_line.h"

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

namespace plimsoll {

// The chart over time that shows what a threshold on streams is about; empty: none does.
std::string_view stream_chart_of(const Metric& metric);

// p50, p90 and p99 of a time over the steps of a run, those that have a point; of kStepTimes.
std::vector<PercentileLine> stream_lines(const StreamSteps& steps, StreamTime time);

// The monitor whose memory is drawn beneath the streams; absent: none has any.
std::optional<std::size_t> monitor_beneath(const RunRecord& record);

nlohmann::ordered_json streams_json(const RunRecord& record);

}  // namespace plimsoll
