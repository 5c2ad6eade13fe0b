#include "reports/sweeps/sweep_files.h"

#include "record/sweeps/sweep_record_json.h"
#include "reports/sweeps/sweep_page.h"
#include "reports/sweeps/sweep_texts.h"

#include <ostream>

namespace plimsoll {

std::vector<SweepFile> sweep_files() {
  return {
      {"sweep.json", ReportFormat::json, [](const SweepRecord& record, std::ostream& out) { write_json(record, out); }},
      {"sweep.html", ReportFormat::html, write_sweep_page},
      {"sweep.csv", ReportFormat::csv, write_sweep_csv},
      {"sweep.md", ReportFormat::markdown, write_sweep_markdown}};
}

}  // namespace plimsoll
