#pragma once

// The report page: one file, offline. A pure function of the record: the same record gives the same bytes. Any thread.

#include "record/run_record.h"
#include "reports/html/run_stage.h"

#include <iosfwd>
#include <string>

namespace plimsoll {

void write_html(const RunRecord& record, std::ostream& out);

// What stands between the head and the foot of that page, for a page that brings the script and the styles itself.
struct ReportBody {
  std::string html;
  std::string data;  // of the charts: JSON
};
ReportBody report_body(const RunRecord& record, RunStage stage);

}  // namespace plimsoll
