#pragma once

// The files that a run's results consist of: their names, and how each is written. Output folder and web serve the
// same. Pure functions; any thread.

#include "core/error.h"
#include "record/record_parts.h"
#include "record/run_record.h"

#include <functional>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class ReportFormat { html, json, junit, csv, markdown };
Result<std::set<ReportFormat>> parse_report_formats(const std::string& list);  // "html,json"

struct ReportFile {
  std::string name;  // "memory-port-5000.csv"
  ReportFormat format;
  std::string_view media_type;  // "text/csv; charset=utf-8"
  // Of a record of these parts.
  std::function<void(const RunRecord& record, std::ostream& out)> write;
};

// run.json first.
std::vector<ReportFile> report_files(const RecordParts& parts);

}  // namespace plimsoll
