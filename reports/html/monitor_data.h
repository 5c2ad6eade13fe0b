#pragma once

// What the charts of one monitor are drawn from. The keys are those of MonitorData in
// reports/page/src/report/report_data.ts. A pure function; any thread.

#include "record/run_record.h"

#include <nlohmann/json_fwd.hpp>

namespace plimsoll {

nlohmann::ordered_json monitor_json(const RunRecord& record, const MonitorRecord& monitor);

// Whether the fit has a band of the pace's interval to draw: not where it is of some of the processes, or where their
// lives follow each other.
bool has_band(const MonitorRecord& monitor, const LeakRecord& leak);

}  // namespace plimsoll
