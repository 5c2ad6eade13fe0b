#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/inspection.h"
#include "cli/live_view.h"
#include "cli/run_options.h"
#include "cli/terminal_style.h"
#include "conduct/conductor.h"
#include "core/exit_codes.h"
#include "reports/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>

namespace plimsoll {
namespace {

void print_summary(const Conductor& conductor, bool quiet) {
  if (quiet && conductor.record().verdict.exit_code == 0) return;
  write_console(conductor.record(), terminal_style(STDOUT_FILENO), std::cout);
  fmt::print("\nresults: {}\n", conductor.folder().path().string());
  std::fflush(stdout);
}

int run(const RunOptions& options) {
  auto plan = build_plan(options);
  print_warnings(plan.warnings);
  print_findings(plan.usage);
  print_findings(plan.findings);
  if (!plan.usage.empty()) return exit_code_of(ErrorKind::usage);
  if (!plan.scenario) return exit_code_of(ErrorKind::invalid);

  auto conductor = Conductor::prepare(std::move(*plan.scenario), plan.settings);
  if (conductor.has_error()) {
    fmt::print(stderr, "plimsoll: {}\n", conductor.error().message);
    return exit_code_of(conductor.error().kind);
  }
  Interrupts interrupts;
  {
    LiveView view(options.quiet || options.no_progress ? LiveMode::none : live_mode_for_stderr());
    conductor->run(interrupts, [&](const LiveStatus& status) { view.show({status}); });
  }
  print_summary(*conductor, options.quiet);
  if (options.inspect) inspect(*conductor, interrupts);
  return conductor->record().verdict.exit_code;
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("run", "Load the target, watch its memory, judge, report");
  const auto options = std::make_shared<RunOptions>();
  add_run_options(*command, *options);
  command->footer(
      "Examples:\n"
      "  plimsoll run soak.yaml\n"
      "  plimsoll run http://127.0.0.1:5000/predict --body @sample.json -u 10 -r 1 --wait 3s..5s -t 1m\n"
      "  plimsoll run soak.yaml -t 5m --fail-if 'p99 > 250ms' --out results");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace plimsoll
