#include "cli/commands.h"
#include "cli/dashboard/run_page.h"
#include "cli/findings.h"
#include "cli/inspection.h"
#include "cli/live_view.h"
#include "cli/options/run_option_rows.h"
#include "cli/options/run_request.h"
#include "cli/terminal_style.h"
#include "conduct/conductor.h"
#include "core/say.h"
#include "reports/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

void print_summary(const Conductor& conductor, bool quiet) {
  if (quiet && conductor.record().verdict.exit_code == 0) return;
  write_console(conductor.record(), terminal_style(STDOUT_FILENO), std::cout);
  if (conductor.keeps_results()) say("\nresults: {}\n", conductor.folder().path().string());
  std::fflush(stdout);
}

int run_load(const GivenOptions& given) {
  auto wanted = read_run_request(given);
  print_warnings(wanted.warnings);
  if (!wanted.scenario) return fail(wanted.findings, wanted.trouble());
  print_findings(wanted.findings);

  std::optional<RunPage> page;  // of --serve
  if (wanted.page_port) {
    auto opened = RunPage::open(wanted);
    if (opened.has_error()) return fail(opened.error());
    page.emplace(std::move(*opened));
  }
  auto conductor = Conductor::prepare(std::move(*wanted.scenario), wanted.settings);
  if (conductor.has_error()) return fail(conductor.error());
  // Not before the page can show the run: whoever opens it at once finds it.
  const auto tell_page = [&] {
    if (!page || wanted.quiet) return;
    say("dashboard at {}\n", page->address());
    std::fflush(stdout);
  };
  Interrupts interrupts;
  {
    LiveView view(wanted.live ? live_mode_for_stderr() : LiveMode::none);
    conductor->run(
        interrupts, [&](const LiveStatus& status) { view.show({status}); }, tell_page);
  }
  print_summary(*conductor, wanted.quiet);
  if (wanted.inspect) inspect(*conductor, interrupts);
  if (page && !wanted.inspect) page->stay(interrupts);
  if (!wanted.inspect) leave_for_inspection(conductor->managed_target(), conductor->scenario(), interrupts);
  return conductor->record().verdict.exit_code;
}

}  // namespace

Command run_command() {
  return {"run", "Load the target, watch its memory, judge, report", run_option_rows(),
          "Examples:\n"
          "  plimsoll run soak.yaml\n"
          "  plimsoll run http://127.0.0.1:5000/predict --body @sample.json -u 10 -r 1 --wait 3s..5s -t 1m\n"
          "  plimsoll run soak.yaml -t 5m --fail-if 'p99 > 250ms' --out results",
          run_load};
}

}  // namespace plimsoll
