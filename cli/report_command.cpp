#include "cli/commands.h"
#include "cli/findings.h"
#include "conduct/output_folder.h"
#include "core/exit_codes.h"
#include "record/run_record_json.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace plimsoll {
namespace {

Result<RunRecord> read_record(std::filesystem::path path) {
  if (path == "latest") {
    // Run ids sort by time.
    std::error_code absent;
    std::filesystem::path newest;
    for (const auto& entry : std::filesystem::directory_iterator("plimsoll-out", absent))
      if (std::filesystem::exists(entry.path() / "run.json")) newest = std::max(newest, entry.path());
    if (newest.empty()) return Error{ErrorKind::invalid, "latest: there is no run in plimsoll-out"};
    path = newest;
  }
  if (std::filesystem::is_directory(path)) path /= "run.json";
  if (!std::filesystem::exists(path) && std::filesystem::exists("plimsoll-out" / path / "run.json"))
    path = "plimsoll-out" / path / "run.json";
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorKind::invalid, fmt::format("{}: cannot be read", path.string())};
  std::stringstream text;
  text << file.rdbuf();
  auto record = run_record_from_json(text.str());
  if (record.has_error()) return with_context(record.error(), path.string());
  return record;
}

int make_reports(const GivenOptions& given) {
  const auto formats = parse_report_formats(*given.text("--format"));
  if (formats.has_error()) return fail(with_context(formats.error(), given.place("--format")));
  const auto record = read_record(*given.text("RUN"));
  if (record.has_error()) return fail(record.error());
  const auto folder = OutputFolder::prepare(given.text("--out").value_or("."));
  if (folder.has_error()) return fail(folder.error());
  const auto problems = folder->write(*record, *formats);
  for (const auto& problem : problems) fmt::print(stderr, "plimsoll: {}\n", problem);
  return problems.empty() ? 0 : exit_code_of(ErrorKind::internal);
}

}  // namespace

Command report_command() {
  return {
      "report",
      "Make a run's reports again from its record",
      {{"RUN", "", "latest, a run's id, its run.json, or its folder"},
       {"--format", "PLIMSOLL_REPORT", "html,json,junit,csv,md", "Options", OptionForm::text, "html,json,junit,csv,md"},
       {"--out", "PLIMSOLL_OUT", "Folder to write to (this one)"}},
      "Example:\n  plimsoll report latest --format html,md --out summary",
      make_reports};
}

}  // namespace plimsoll
