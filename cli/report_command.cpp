#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/stored_record.h"
#include "conduct/keeping/output_folder.h"
#include "core/exit_codes.h"

#include <fmt/format.h>

#include <cstdio>

namespace plimsoll {
namespace {

int make_reports(const GivenOptions& given) {
  const auto formats = parse_report_formats(*given.text("--format"));
  if (formats.has_error()) return fail(with_context(formats.error(), given.place("--format")));
  const auto record = record_meant(*given.text("RUN"), given.text("--store"));
  if (record.has_error()) return fail(record.error());
  const auto folder = OutputFolder::prepare(given.text("--out").value_or("."), *formats);
  if (folder.has_error()) return fail(folder.error());
  const auto problems = folder->write(*record);
  for (const auto& problem : problems) fmt::print(stderr, "plimsoll: {}\n", problem);
  return problems.empty() ? 0 : exit_code_of(ErrorKind::internal);
}

}  // namespace

Command report_command() {
  return {
      "report",
      "Make a run's reports again from its record",
      {{"RUN", "",
        "A run of the store (an id, its beginning, latest, \"latest of NAME\"), a run.json, or a folder of results"},
       {"--format", "PLIMSOLL_REPORT", "html,json,junit,csv,md", "Options", OptionForm::text, "html,json,junit,csv,md"},
       {"--out", "PLIMSOLL_OUT", "Folder to write to (this one)"},
       kStoreOption},
      "Example:\n  plimsoll report latest --format html,md --out summary",
      make_reports};
}

}  // namespace plimsoll
