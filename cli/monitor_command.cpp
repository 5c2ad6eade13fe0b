#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/live_view.h"
#include "cli/option_reader.h"
#include "cli/terminal_style.h"
#include "conduct/monitor_session.h"
#include "conduct/output_folder.h"
#include "core/exit_codes.h"
#include "core/units.h"
#include "reports/console.h"
#include "scenarios/tables/leak_table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

struct MonitorOptions {
  std::vector<std::string> watch, leak_ignore;
  std::optional<std::string> duration, limit, leak_minimum, csv, jsonl, out, report;
  bool quiet = false;
  bool no_progress = false;
};

constexpr auto kWatchHelp =
    "What to watch, repeatable: pid:N, port:N, name:REGEX, cgroup:PATH, container:NAME, prometheus:URL, disk:PATH, "
    "agent:HOST:PORT/SPEC";

struct Outputs {
  std::set<ReportFormat> formats = {ReportFormat::html, ReportFormat::json, ReportFormat::junit, ReportFormat::csv,
                                    ReportFormat::markdown};
  std::filesystem::path out;  // empty: plimsoll-out/RUN_ID
};

// A record says what was done: the command's own words.
std::string command_text(const MonitorOptions& options) {
  std::string text = "plimsoll monitor";
  for (const auto& watch : options.watch) text += fmt::format(" --watch '{}'", watch);
  if (options.duration) text += " --duration " + *options.duration;
  if (options.limit) text += " --limit " + *options.limit;
  if (options.leak_minimum) text += " --leak-minimum " + *options.leak_minimum;
  for (const auto& series : options.leak_ignore) text += fmt::format(" --leak-ignore '{}'", series);
  return text + "\n";
}

void read_options(const MonitorOptions& options, MonitorPlan& plan, Outputs& outputs, std::vector<Finding>& problems) {
  OptionReader read(problems);
  if (options.watch.empty())
    read.refuse("--watch", "nothing to watch: name it, as in --watch port:5000 or --watch pid:4711");
  for (const auto& text : options.watch) {
    WatchSpec spec;
    const auto before = problems.size();
    read.set("--watch", text, spec, [](auto& one) { return parse_watch_spec(one); });
    if (problems.size() == before) plan.watches.push_back(std::move(spec));
  }
  read.set("--duration", options.duration, plan.duration, parse_run_time);
  read.set("--limit", options.limit, plan.limit_bytes, [](auto& text) { return parse_bytes(text); });
  read.set("--leak-minimum", options.leak_minimum, plan.leak.minimum,
           [](auto& text) { return parse_leak_minimum(text); });
  plan.leak.ignore = options.leak_ignore;
  read.set("--report", options.report, outputs.formats, parse_report_formats);
  if (options.out) outputs.out = *options.out;
  if (options.csv && options.watch.size() > 1)
    read.refuse("--csv", "is the table of one watched thing: use --jsonl, whose lines name theirs");
  if (options.csv == "-" && options.jsonl == "-") read.refuse("--jsonl", "standard output is taken by --csv already");
  plan.command = command_text(options);
}

Result<std::vector<std::unique_ptr<RowStream>>> open_streams(const MonitorOptions& options) {
  std::vector<std::unique_ptr<RowStream>> streams;
  for (const auto& [name, file, format] : {std::tuple{"--csv", options.csv, RowFormat::csv},
                                           std::tuple{"--jsonl", options.jsonl, RowFormat::json_lines}}) {
    if (!file) continue;
    auto stream = RowStream::open(*file, format);
    if (stream.has_error()) return with_context(stream.error(), name);
    streams.push_back(std::move(*stream));
  }
  return streams;
}

void print_summary(const RunRecord& record, const OutputFolder& folder, bool rows_on_stdout) {
  auto& out = rows_on_stdout ? std::cerr : std::cout;
  write_console(record, terminal_style(rows_on_stdout ? STDERR_FILENO : STDOUT_FILENO), out);
  out << "\nresults: " << folder.path().string() << std::endl;
}

int watch(const MonitorOptions& options, MonitorPlan plan, const Outputs& outputs) {
  auto streams = open_streams(options);
  if (streams.has_error()) return fail(streams.error());
  Interrupts interrupts;
  auto session = MonitorSession::begin(std::move(plan), std::move(*streams));
  if (session.has_error()) return fail(session.error());
  const auto folder = OutputFolder::prepare(
      outputs.out.empty() ? std::filesystem::path("plimsoll-out") / session->record().id : outputs.out);
  if (folder.has_error()) return fail(folder.error());
  {
    LiveView view(options.quiet || options.no_progress ? LiveMode::none : live_mode_for_stderr());
    session->run(interrupts, *folder, [&](const LiveStatus& status) { view.show({status}); });
  }
  if (const auto problems = folder->write(session->record(), outputs.formats); !problems.empty()) {
    session->conclude(problems);
    folder->write_record(session->record());
  }
  const auto& record = session->record();
  const bool rows_on_stdout = options.csv == "-" || options.jsonl == "-";
  if (!options.quiet || record.verdict.exit_code != 0) print_summary(record, *folder, rows_on_stdout);
  return record.verdict.exit_code;
}

int monitor(const MonitorOptions& options) {
  MonitorPlan plan;
  Outputs outputs;
  std::vector<Finding> problems;
  read_options(options, plan, outputs, problems);
  print_findings(problems);
  if (!problems.empty()) return exit_code_of(ErrorKind::usage);
  return watch(options, std::move(plan), outputs);
}

}  // namespace

void add_monitor_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("monitor", "Watch memory without load, and judge it");
  const auto o = std::make_shared<MonitorOptions>();
  const auto text = [&](const char* names, std::optional<std::string>& field, const char* variable, const char* help) {
    command->add_option(names, field, help)->envname(variable);
  };
  command->add_option("--watch", o->watch, kWatchHelp)->allow_extra_args(false)->envname("PLIMSOLL_WATCH");
  text("-t,--duration", o->duration, "PLIMSOLL_DURATION",
       "30s, 10m, 1h30m; a bare number is seconds (until it is ended)");
  text("--limit", o->limit, "PLIMSOLL_LIMIT", "Memory limit that the time left is counted to");
  text("--leak-minimum", o->leak_minimum, "PLIMSOLL_LEAK_MINIMUM", "Growth of memory that is allowed: 1MiB/h");
  command->add_option("--leak-ignore", o->leak_ignore, "A series that is not judged, repeatable: fds, 'gpu*', memory")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_LEAK_IGNORE");
  text("--csv", o->csv, "PLIMSOLL_CSV", "Write rows as they are sampled, as in memory.csv; - is standard output");
  text("--jsonl", o->jsonl, "PLIMSOLL_JSONL", "The same as JSON lines");
  text("--out", o->out, "PLIMSOLL_OUT", "Folder of the results (plimsoll-out/RUN_ID)");
  text("--report", o->report, "PLIMSOLL_REPORT", "html,json,junit,csv,md (all)");
  command->add_flag("--quiet", o->quiet, "Nothing but problems")->envname("PLIMSOLL_QUIET");
  command->add_flag("--no-progress", o->no_progress, "No live view; the summary still comes")
      ->envname("PLIMSOLL_NO_PROGRESS");
  command->footer(
      "Ends after its duration, with SIGINT or SIGTERM, or when all processes watched by pid have ended, and judges\n"
      "what there is: to be interrupted is a normal end.\n"
      "Exit codes: 0 clean, suspected or inconclusive, 2 leaking, 64 usage, 69 not there to be watched, 70 our fault.\n"
      "Example:\n  plimsoll monitor --watch port:5000 --duration 1h --limit 2GiB");
  command->callback([o, &exit_code] { exit_code = monitor(*o); });
}

}  // namespace plimsoll
