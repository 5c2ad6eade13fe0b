#include "conduct/output_folder.h"

#include "record/run_record_json.h"
#include "reports/csv.h"
#include "reports/html/report.h"
#include "reports/junit.h"
#include "reports/markdown.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>
#include <string_view>

namespace plimsoll {
namespace {

struct NamedFormat {
  std::string_view name;
  ReportFormat format;
};
constexpr std::array kFormats = {NamedFormat{"html", ReportFormat::html}, NamedFormat{"json", ReportFormat::json},
                                 NamedFormat{"junit", ReportFormat::junit}, NamedFormat{"csv", ReportFormat::csv},
                                 NamedFormat{"md", ReportFormat::markdown}};

using Write = std::function<void(std::ostream&)>;

// Empty if all went well.
std::string write_whole(const std::filesystem::path& file, const Write& write) {
  auto beside = file;
  beside += ".part";
  errno = 0;
  std::ofstream out(beside, std::ios::binary | std::ios::trunc);
  if (out) write(out);
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(beside, file, error);
  if (out && !error) return {};
  const auto reason = error ? error.message() : std::string(std::strerror(errno != 0 ? errno : EIO));
  std::filesystem::remove(beside, error);
  return fmt::format("{} could not be written: {}", file.string(), reason);
}

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

Result<OutputFolder> OutputFolder::prepare(const std::filesystem::path& path) {
  const auto refused = [&](const std::string& reason) {
    return Error{ErrorKind::internal,
                 fmt::format("--out {}: cannot be written: {}; choose another folder", path.string(), reason)};
  };
  std::error_code error, ignored;
  std::filesystem::create_directories(path, error);
  if (error == std::errc::not_a_directory || std::filesystem::is_regular_file(path, ignored))
    return Error{
        ErrorKind::usage,
        fmt::format("--out {}: cannot be written: a file is in its place; choose another folder", path.string())};
  if (error) {
    auto why_not = refused(error.message());
    why_not.kind = kind_of_unwritable(error.value());
    return why_not;
  }
  const auto problem = write_whole(path / ".plimsoll-probe", [](std::ostream& out) { out << "probe\n"; });
  if (!problem.empty()) return refused(problem.substr(problem.rfind(": ") + 2));
  std::filesystem::remove(path / ".plimsoll-probe", error);
  return OutputFolder(path);
}

std::vector<std::string> OutputFolder::write_record(const RunRecord& record) const {
  std::vector<std::string> problems;
  auto problem = write_whole(path_ / "run.json", [&](std::ostream& out) { write_json(record, out); });
  if (!problem.empty()) problems.push_back(std::move(problem));
  return problems;
}

std::vector<std::string> OutputFolder::write(const RunRecord& record, const std::set<ReportFormat>& formats) const {
  auto problems = write_record(record);
  const auto add = [&](const std::string& name, const Write& write) {
    auto problem = write_whole(path_ / name, write);
    if (!problem.empty()) problems.push_back(std::move(problem));
  };
  if (formats.contains(ReportFormat::html)) add("report.html", [&](auto& out) { write_html(record, out); });
  if (formats.contains(ReportFormat::junit)) add("junit.xml", [&](auto& out) { write_junit(record, out); });
  if (formats.contains(ReportFormat::markdown)) add("summary.md", [&](auto& out) { write_markdown(record, out); });
  if (formats.contains(ReportFormat::csv)) {
    if (has_load(record)) {
      add("requests.csv", [&](auto& out) { write_requests_csv(record, out); });
      add("timeline.csv", [&](auto& out) { write_timeline_csv(record, out); });
    }
    for (std::size_t i = 0; i < record.monitors.size(); ++i) {
      const auto& monitor = record.monitors[i];
      add(memory_file_name(i, monitor.name), [&](auto& out) { write_memory_csv(record, monitor, out); });
    }
  }
  return problems;
}

}  // namespace plimsoll
