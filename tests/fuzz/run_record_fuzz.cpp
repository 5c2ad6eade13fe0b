// A run record from anywhere: reading it never crashes, what was read writes and reads again the same, and every report
// can be made of it.

#include "record/run_record_json.h"
#include "reports/console.h"
#include "reports/csv.h"
#include "reports/html/report.h"
#include "reports/junit.h"
#include "reports/markdown.h"

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto record = plimsoll::run_record_from_json({reinterpret_cast<const char*>(data), size});
  if (record.has_error()) return 0;
  const std::string text = plimsoll::to_json(*record);
  const auto again = plimsoll::run_record_from_json(text);
  if (again.has_error() || plimsoll::to_json(*again) != text) std::abort();

  std::ostringstream out;
  plimsoll::write_console(*record, {true, 80}, out);
  plimsoll::write_junit(*record, out);
  plimsoll::write_markdown(*record, out);
  plimsoll::write_requests_csv(*record, out);
  plimsoll::write_timeline_csv(*record, out);
  for (const auto& monitor : record->monitors) plimsoll::write_memory_csv(*record, monitor, out);
  plimsoll::write_html(*record, out);
  return 0;
}
