#pragma once

// What the page's charts are drawn from: JSON, thinned for display, safe inside a script element. The keys are those of
// reports/page/src/report/report_data.ts. Pure functions; any thread.

#include "record/run_record.h"

#include <string>

namespace plimsoll {

std::string chart_data_json(const RunRecord& record, const RequestStats& total);

}  // namespace plimsoll
