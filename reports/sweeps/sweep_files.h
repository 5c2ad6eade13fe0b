#pragma once

// The files that a sweep's results consist of beside those of its levels. Pure functions; any thread.

#include "record/sweeps/sweep_record.h"
#include "reports/report_files.h"

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace plimsoll {

struct SweepFile {
  std::string name;
  ReportFormat format;
  std::function<void(const SweepRecord& record, std::ostream& out)> write;
};

// sweep.json first.
std::vector<SweepFile> sweep_files();

}  // namespace plimsoll
