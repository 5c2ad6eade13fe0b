#include "conduct/keeping/output_folder.h"

#include "record/run_record_json.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <ostream>

namespace plimsoll {

std::string write_whole(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write) {
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

Result<OutputFolder> OutputFolder::prepare(const std::filesystem::path& path, std::set<ReportFormat> formats,
                                           bool has_log) {
  if (formats.empty() && !has_log) return OutputFolder(path, std::move(formats));
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
  return OutputFolder(path, std::move(formats));
}

std::vector<std::string> OutputFolder::write_record(const RunRecord& record) const {
  if (formats_.empty()) return {};
  auto problem = write_whole(path_ / "run.json", [&](std::ostream& out) { write_json(record, out); });
  if (problem.empty()) return {};
  return {std::move(problem)};
}

std::vector<std::string> OutputFolder::write(const RunRecord& record) const {
  auto problems = write_record(record);
  for (const auto& file : report_files(record_parts(record))) {
    if (file.format == ReportFormat::json || !formats_.contains(file.format)) continue;
    auto problem = write_whole(path_ / file.name, [&](std::ostream& out) { file.write(record, out); });
    if (!problem.empty()) problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace plimsoll
