#include "cli/commands.h"
#include "cli/findings.h"
#include "conduct/output_folder.h"
#include "core/exit_codes.h"
#include "record/run_record_json.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

namespace plimsoll {
namespace {

struct ReportOptions {
  std::string run;
  std::string formats = "html,json,junit,csv,md";
  std::string out;
};

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

int make_reports(const ReportOptions& options) {
  const auto formats = parse_report_formats(options.formats);
  if (formats.has_error()) return fail(with_context(formats.error(), "--format"));
  const auto record = read_record(options.run);
  if (record.has_error()) return fail(record.error());
  const auto folder = OutputFolder::prepare(options.out.empty() ? "." : options.out);
  if (folder.has_error()) return fail(folder.error());
  const auto problems = folder->write(*record, *formats);
  for (const auto& problem : problems) fmt::print(stderr, "plimsoll: {}\n", problem);
  return problems.empty() ? 0 : exit_code_of(ErrorKind::internal);
}

}  // namespace

void add_report_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("report", "Make a run's reports again from its record");
  const auto options = std::make_shared<ReportOptions>();
  command->add_option("RUN", options->run, "latest, a run's id, its run.json, or its folder")->required();
  command->add_option("--format", options->formats, "html,json,junit,csv,md")
      ->envname("PLIMSOLL_REPORT")
      ->capture_default_str();
  command->add_option("--out", options->out, "Folder to write to (this one)")->envname("PLIMSOLL_OUT");
  command->footer("Example:\n  plimsoll report latest --format html,md --out summary");
  command->callback([options, &exit_code] { exit_code = make_reports(*options); });
}

}  // namespace plimsoll
