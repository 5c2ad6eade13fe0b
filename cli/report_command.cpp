#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/stored_record.h"
#include "conduct/keeping/output_folder.h"
#include "core/exit_codes.h"
#include "core/say.h"
#include "record/sweeps/sweep_record_json.h"
#include "reports/sweeps/sweep_files.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

int tell(const std::vector<std::string>& problems) {
  for (const auto& problem : problems) say(stderr, "plimsoll: {}\n", problem);
  return problems.empty() ? 0 : exit_code_of(ErrorKind::internal);
}

// The links of a sweep that is written elsewhere lead to where its levels are.
void point_to_levels(const std::filesystem::path& from, const std::filesystem::path& to, SweepRecord& sweep) {
  std::error_code unknown;
  if (std::filesystem::equivalent(from, to, unknown)) return;
  for (auto& level : sweep.levels)
    if (!level.folder.empty()) level.folder = std::filesystem::proximate(from / level.folder, to, unknown).string();
}

int make_sweep_reports(const std::filesystem::path& file, const std::set<ReportFormat>& formats,
                       const GivenOptions& given) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return fail(invalid(fmt::format("{}: cannot be read", file.string())));
  auto sweep = read_sweep_record(text.str());
  if (sweep.has_error()) return fail(with_context(sweep.error(), file.string()));
  std::vector<SweepFile> files;
  for (auto& one : sweep_files())
    if (formats.contains(one.format)) files.push_back(std::move(one));
  if (files.empty())
    return fail(Error{ErrorKind::usage, "--format: a sweep has html, json, csv and md; its levels have the rest"});
  const auto folder = OutputFolder::prepare(given.text("--out").value_or("."), formats);
  if (folder.has_error()) return fail(folder.error());
  point_to_levels(file.has_parent_path() ? file.parent_path() : ".", folder->path(), *sweep);
  std::vector<std::string> problems;
  for (const auto& one : files)
    if (auto problem = write_whole(folder->path() / one.name, [&](std::ostream& out) { one.write(*sweep, out); });
        !problem.empty())
      problems.push_back(std::move(problem));
  return tell(problems);
}

int make_reports(const GivenOptions& given) {
  const auto formats = parse_report_formats(*given.text("--format"));
  if (formats.has_error()) return fail(with_context(formats.error(), given.place("--format")));
  if (const auto sweep = sweep_meant(*given.text("RUN")); sweep && !given.has("--store"))
    return make_sweep_reports(*sweep, *formats, given);
  const auto record = record_meant(*given.text("RUN"), given.text("--store"));
  if (record.has_error()) return fail(record.error());
  const auto folder = OutputFolder::prepare(given.text("--out").value_or("."), *formats);
  if (folder.has_error()) return fail(folder.error());
  return tell(folder->write(*record));
}

}  // namespace

Command report_command() {
  return {
      "report",
      "Make the reports of a run or a sweep again from its record",
      {{"RUN", "",
        "A run of the store (an id, its beginning, latest, \"latest of NAME\"), a run.json, or a folder of results, of "
        "a sweep too"},
       {"--format", "PLIMSOLL_REPORT", "html,json,junit,csv,md", "Options", OptionForm::text, "html,json,junit,csv,md"},
       {"--out", "PLIMSOLL_OUT", "Folder to write to (this one)"},
       kStoreOption},
      "Example:\n  plimsoll report latest --format html,md --out summary",
      make_reports};
}

}  // namespace plimsoll
