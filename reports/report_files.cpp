#include "reports/report_files.h"

#include "record/run_record_json.h"
#include "reports/csv.h"
#include "reports/html/report.h"
#include "reports/junit.h"
#include "reports/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <ostream>
#include <sstream>

namespace plimsoll {
namespace {

struct NamedFormat {
  std::string_view name;
  ReportFormat format;
};
constexpr std::array kFormats = {NamedFormat{"html", ReportFormat::html}, NamedFormat{"json", ReportFormat::json},
                                 NamedFormat{"junit", ReportFormat::junit}, NamedFormat{"csv", ReportFormat::csv},
                                 NamedFormat{"md", ReportFormat::markdown}};

std::string memory_file_name(std::size_t index, const std::string& monitor) {
  if (index == 0) return "memory.csv";
  std::string name = monitor;
  for (auto& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '_') c = '-';
  return "memory-" + name + ".csv";
}

}  // namespace

Result<std::set<ReportFormat>> parse_report_formats(const std::string& list) {
  std::set<ReportFormat> formats;
  std::stringstream names(list);
  for (std::string name; std::getline(names, name, ',');) {
    const auto* found = std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& f) { return f.name == name; });
    if (found == kFormats.end())
      return Error{ErrorKind::usage, fmt::format("expected html, json, junit, csv or md, got \"{}\"", name)};
    formats.insert(found->format);
  }
  return formats;
}

std::vector<ReportFile> report_files(const RecordParts& parts) {
  constexpr std::string_view kCsv = "text/csv; charset=utf-8";
  std::vector<ReportFile> files;
  const auto add = [&](std::string name, ReportFormat format, std::string_view type, auto write) {
    files.push_back({std::move(name), format, type, write});
  };
  add("run.json", ReportFormat::json, "application/json", write_json);
  add("report.html", ReportFormat::html, "text/html; charset=utf-8", write_html);
  add("junit.xml", ReportFormat::junit, "application/xml", write_junit);
  add("summary.md", ReportFormat::markdown, "text/markdown; charset=utf-8", write_markdown);
  if (parts.has_load) {
    add("requests.csv", ReportFormat::csv, kCsv, write_requests_csv);
    if (parts.has_flows) add("flows.csv", ReportFormat::csv, kCsv, write_flows_csv);
    add("timeline.csv", ReportFormat::csv, kCsv, write_timeline_csv);
    if (parts.has_quality) {
      add("quality.csv", ReportFormat::csv, kCsv, write_quality_csv);
      add("quality_timeline.csv", ReportFormat::csv, kCsv, write_quality_timeline_csv);
    }
    if (parts.has_batches) add("batches.csv", ReportFormat::csv, kCsv, write_batches_csv);
    if (parts.has_streams) {
      add("streams.csv", ReportFormat::csv, kCsv, write_streams_csv);
      add("stream_timeline.csv", ReportFormat::csv, kCsv, write_stream_timeline_csv);
    }
  }
  for (std::size_t i = 0; i < parts.monitors.size(); ++i)
    add(memory_file_name(i, parts.monitors[i]), ReportFormat::csv, kCsv,
        [i](const RunRecord& record, std::ostream& out) { write_memory_csv(record, record.monitors.at(i), out); });
  return files;
}

}  // namespace plimsoll
