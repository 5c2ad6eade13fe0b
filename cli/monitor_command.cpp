#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/live_view.h"
#include "cli/options/option_reader.h"
#include "cli/terminal_style.h"
#include "conduct/keeping/output_folder.h"
#include "conduct/monitor_session.h"
#include "reports/console.h"
#include "scenarios/tables/leak_table.h"
#include "scenarios/tables/monitor_table.h"
#include "scenarios/tables/scenario_table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr auto kWatchHelp =
    "What to watch, repeatable: pid:N, port:N, name:REGEX, cgroup:PATH, container:NAME, prometheus:URL, disk:PATH, "
    "agent:HOST:PORT/SPEC; several processes as one: port:N+name:REGEX";

struct Outputs {
  std::set<ReportFormat> formats = {ReportFormat::html, ReportFormat::json, ReportFormat::junit, ReportFormat::csv,
                                    ReportFormat::markdown};
  std::filesystem::path out;  // empty: plimsoll-out/RUN_ID
};

void read_monitor_options(const GivenOptions& given, MonitorPlan& plan, Outputs& outputs,
                          std::vector<Finding>& problems) {
  OptionReader read(given, problems);
  if (!given.has("--watch"))
    read.refuse("--watch", "nothing to watch: name it, as in --watch port:5000 or --watch pid:4711");
  Monitoring monitoring;
  read.set("--watch", monitoring, monitoring_type());
  plan.watches = std::move(monitoring.watches);
  read.set("--duration", plan.duration, parse_run_time);
  read.set("--limit", plan.limit_bytes, bytes_type());
  read.set("--leak-minimum", plan.leak.minimum, growth_type());
  read.set("--leak-horizon", plan.leak.horizon, duration_type());
  plan.leak.ignore = given.list("--leak-ignore");
  read.set("--note", plan.note, note_type());
  read.set("--report", outputs.formats, parse_report_formats);
  if (const auto out = given.text("--out")) outputs.out = *out;
  if (given.has("--csv") && given.list("--watch").size() > 1)
    read.refuse("--csv", "is the table of one watched thing: use --jsonl, whose lines name theirs");
  if (given.text("--csv") == "-" && given.text("--jsonl") == "-")
    read.refuse("--jsonl", "standard output is taken by --csv already");
  plan.command = given.command_line("monitor", [](std::string text) { return text; }) + "\n";
}

Result<std::vector<std::unique_ptr<RowStream>>> open_streams(const GivenOptions& given) {
  std::vector<std::unique_ptr<RowStream>> streams;
  for (const auto& [name, format] : {std::pair{"--csv", RowFormat::csv}, std::pair{"--jsonl", RowFormat::json_lines}}) {
    const auto file = given.text(name);
    if (!file) continue;
    auto stream = RowStream::open(*file, format);
    if (stream.has_error()) return with_context(stream.error(), given.place(name));
    streams.push_back(std::move(*stream));
  }
  return streams;
}

void print_watched(const RunRecord& record, const OutputFolder& folder, bool rows_on_stdout) {
  auto& out = rows_on_stdout ? std::cerr : std::cout;
  write_console(record, terminal_style(rows_on_stdout ? STDERR_FILENO : STDOUT_FILENO), out);
  out << "\nresults: " << folder.path().string() << std::endl;
}

int watch(const GivenOptions& given, MonitorPlan plan, const Outputs& outputs) {
  auto streams = open_streams(given);
  if (streams.has_error()) return fail(streams.error());
  Interrupts interrupts;
  auto session = MonitorSession::begin(std::move(plan), std::move(*streams));
  if (session.has_error()) return fail(session.error());
  const auto folder = OutputFolder::prepare(
      outputs.out.empty() ? std::filesystem::path("plimsoll-out") / session->record().id : outputs.out,
      outputs.formats);
  if (folder.has_error()) return fail(folder.error());
  {
    LiveView view(given.has("--quiet") || given.has("--no-progress") ? LiveMode::none : live_mode_for_stderr());
    session->run(interrupts, *folder, [&](const LiveStatus& status) { view.show({status}); });
  }
  if (const auto problems = folder->write(session->record()); !problems.empty()) {
    session->conclude(problems);
    folder->write_record(session->record());
  }
  const auto& record = session->record();
  const bool rows_on_stdout = given.text("--csv") == "-" || given.text("--jsonl") == "-";
  if (!given.has("--quiet") || record.verdict.exit_code != 0) print_watched(record, *folder, rows_on_stdout);
  return record.verdict.exit_code;
}

int monitor(const GivenOptions& given) {
  MonitorPlan plan;
  Outputs outputs;
  std::vector<Finding> problems;
  read_monitor_options(given, plan, outputs, problems);
  if (!problems.empty()) return fail(problems, ErrorKind::usage);
  return watch(given, std::move(plan), outputs);
}

}  // namespace

Command monitor_command() {
  constexpr auto kOptions = "Options";
  return {
      "monitor",
      "Watch memory without load, and judge it",
      {{"--watch", "PLIMSOLL_WATCH", kWatchHelp, kOptions, OptionForm::list},
       {"-t,--duration", "PLIMSOLL_DURATION", "30s, 10m, 1h30m; a bare number is seconds (until it is ended)"},
       {"--limit", "PLIMSOLL_LIMIT", "Memory limit that the time left is counted to"},
       {"--leak-minimum", "PLIMSOLL_LEAK_MINIMUM", "Growth of memory that is allowed: 1MiB/h"},
       {"--leak-horizon", "PLIMSOLL_LEAK_HORIZON",
        "Growth that may settle is suspected where it matters within it (24h)"},
       {"--leak-ignore", "PLIMSOLL_LEAK_IGNORE", "A series that is not judged, repeatable: fds, 'gpu*', memory",
        kOptions, OptionForm::list},
       {"--csv", "PLIMSOLL_CSV", "Write rows as they are sampled, as in memory.csv; - is standard output"},
       {"--jsonl", "PLIMSOLL_JSONL", "The same as JSON lines"},
       {"--note", "PLIMSOLL_NOTE", "One line for the record: why this was watched"},
       {"--out", "PLIMSOLL_OUT", "Folder of the results (plimsoll-out/RUN_ID)"},
       {"--report", "PLIMSOLL_REPORT", "html,json,junit,csv,md (all)"},
       {"--quiet", "PLIMSOLL_QUIET", "Nothing but problems", kOptions, OptionForm::flag},
       {"--no-progress", "PLIMSOLL_NO_PROGRESS", "No live view; the summary still comes", kOptions, OptionForm::flag}},
      "Ends after its duration, with SIGINT or SIGTERM, or when all processes watched by pid have ended, and judges\n"
      "what there is: to be interrupted is a normal end.\n"
      "Exit codes: 0 clean, suspected or inconclusive, 2 leaking, 64 usage, 69 not there to be watched, 70 our fault.\n"
      "Example:\n  plimsoll monitor --watch port:5000 --duration 1h --limit 2GiB",
      monitor};
}

}  // namespace plimsoll
