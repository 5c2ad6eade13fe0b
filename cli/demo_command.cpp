#include "cli/commands.h"
#include "cli/demo_scenario.h"
#include "cli/findings.h"
#include "cli/live_view.h"
#include "conduct/conductor.h"
#include "core/say.h"
#include "core/units.h"
#include "reports/words/sentences.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace plimsoll {
namespace {

// Both at once, each on a thread, one view for both.
void run_side_by_side(std::vector<Conductor>& conductors, Interrupts& interrupts) {
  LiveView view(live_mode_for_stderr());
  std::mutex mutex;
  std::vector<LiveStatus> statuses(conductors.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < conductors.size(); ++i) {
    threads.emplace_back([&, i] {
      conductors[i].run(interrupts, [&, i](const LiveStatus& status) {
        const std::lock_guard lock(mutex);
        statuses[i] = status;
        if (i + 1 == statuses.size()) view.show(statuses);
      });
    });
  }
  for (auto& thread : threads) thread.join();
}

// True if the service was judged as what it is.
bool tell_verdict(const Conductor& conductor, Verdict expected) {
  const auto& record = conductor.record();
  say("\n{}: {}\n", record.name, outcome_word(record.verdict.outcome));
  for (const auto& leak : record.leaks) say("  {}\n", leak_sentence(record, leak));
  if (record.leaks.empty())
    for (const auto& reason : record.verdict.reasons) say("  {}\n", reason);
  say("  report: {}\n", (conductor.folder().path() / "report.html").string());
  return !record.leaks.empty() && record.leaks.front().verdict.verdict == expected;
}

int demo(const GivenOptions& given) {
  const auto duration = parse_demo_duration(*given.text("--duration"));
  if (duration.has_error()) return fail(duration.error());
  std::vector<Conductor> conductors;
  for (const auto kind : {DemoKind::healthy, DemoKind::leaking}) {
    auto scenario = demo_scenario(kind, *duration);
    if (scenario.has_error()) return fail(scenario.error());
    RunSettings settings;
    settings.out = std::filesystem::path(*given.text("--out")) / (kind == DemoKind::healthy ? "healthy" : "leaking");
    auto conductor = Conductor::prepare(std::move(*scenario), settings);
    if (conductor.has_error()) return fail(conductor.error());
    conductors.push_back(std::move(*conductor));
  }
  say("Two iris classifiers, loaded side by side for {}. One keeps 8 KiB of every request.\n\n",
      format_duration(*duration));
  std::fflush(stdout);
  Interrupts interrupts;
  run_side_by_side(conductors, interrupts);
  const bool healthy_clean = tell_verdict(conductors[0], Verdict::clean);
  const bool leaking_found = tell_verdict(conductors[1], Verdict::leaking);
  if (interrupts.count() > 0) return 130;
  if (healthy_clean && leaking_found) {
    say("\nBoth verdicts are right: the leak was found, the healthy service was not accused.\n");
    return 0;
  }
  say("\nNot the verdicts that were expected (clean and leaking): see the reports.\n");
  return 1;
}

}  // namespace

Command demo_command() {
  return {"demo",
          "Soak a healthy and a leaking service side by side",
          {{"--out", "PLIMSOLL_OUT", "Folder of the results", "Options", OptionForm::text, "plimsoll-out/demo"},
           {"-t,--duration", "PLIMSOLL_DURATION", "At least 75s for a verdict", "Options", OptionForm::text, "90s"}},
          "Example:\n  plimsoll demo --out demo-results",
          demo};
}

}  // namespace plimsoll
