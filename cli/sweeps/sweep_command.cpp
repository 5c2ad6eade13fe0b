// plimsoll sweep: a scenario at one level of load after the other, judged together.

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/inspection.h"
#include "cli/live_view.h"
#include "cli/options/option_reader.h"
#include "cli/sweeps/run_of.h"
#include "cli/terminal_style.h"
#include "conduct/sweeps/sweep.h"
#include "core/say.h"
#include "reports/sweeps/sweep_texts.h"
#include "reports/sweeps/sweep_verdict.h"
#include "reports/sweeps/sweep_words.h"
#include "reports/words/text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostSteps = LevelPlan::kMostLevels;

const std::vector<OptionRow>& sweep_rows() {
  static const auto kRows = rows_of_run(
      {
          {"-u,--users", "", "Levels of users: 1,2,4,8, a range 1..256, or auto (auto)", "Levels"},
          {"--rate", "", "Instead: levels of arrivals a second: 5,10,20, a range 5..500, or auto", "Levels"},
          {"--steps", "", "Levels of a range, each by the same factor above the one before", "Levels", OptionForm::text,
           "8"},
          {"--hold", "", "How long each level is held", "Levels", OptionForm::text, "20s"},
          {"--warmup", "", "Before that at each level, counted apart", "Levels", OptionForm::text, "5s"},
          {"--require", "",
           "What has to be found, repeatable: 'rate >= 50', 'users >= 8', 'goodput >= 20', 'throughput >= 100', "
           "'knee >= 16'",
           "Results", OptionForm::list},
      },
      {"--spawn-rate", "--duration", "--at-most", "--requests", "--cooldown", "--serve", "--port", "--inspect",
       "--control", "--rules"});
  return kRows;
}

struct SweepRequest {
  RunRequest run;
  SweepPlan plan;
};

// Of neither: as the scenario's own load is.
SweepOver over_of(const GivenOptions& given) {
  if (given.has("--rate")) return SweepOver::rate;
  if (given.has("--users")) return SweepOver::users;
  const auto request = read_run_request(run_options_of(given, sweep_rows(), {}));
  const bool is_open = request.scenario && std::holds_alternative<OpenLoad>(request.scenario->load.parts.front().model);
  return is_open ? SweepOver::rate : SweepOver::users;
}

SweepRequest read_sweep(const GivenOptions& given) {
  SweepRequest sweep;
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  std::size_t steps = 8;
  read.set("--steps", steps, count_type(2, kMostSteps));
  read.set("--hold", sweep.plan.hold, parse_run_time);
  read.set("--warmup", sweep.plan.warmup, [](const std::string& text) -> Result<Nanos> {
    if (text == "0" || text == "0s") return Nanos(0);
    return parse_run_time(text);
  });
  for (const auto& text : given.list("--require")) {
    auto requirement = parse_requirement(text);
    if (requirement.has_error())
      read.refuse("--require", requirement.error().message);
    else
      sweep.plan.requirements.push_back(*std::move(requirement));
  }
  const auto over = over_of(given);
  const std::string option = over == SweepOver::rate ? "--rate" : "--users";
  sweep.plan.levels.over = over;
  if (given.has("--rate") && given.has("--users"))
    read.refuse("--rate", "a sweep is of users or of a rate: leave out one");
  read.set(option, sweep.plan.levels, [&](const std::string& text) { return parse_levels(text, over, steps); });
  for (const auto& requirement : sweep.plan.requirements)
    if (requirement.figure == "users" && over == SweepOver::rate)
      read.refuse("--require", "users are those of a sweep over users: ask for rate, goodput or throughput");
  // Any level: the sweep puts its own in its place.
  const auto run = run_options_of(given, sweep_rows(), {{option, "1"}, {"--duration", "60s"}});
  sweep.run = read_run_request(run);
  sweep.run.findings.insert(sweep.run.findings.begin(), problems.begin(), problems.end());
  if (!problems.empty()) sweep.run.scenario.reset();
  if (sweep.run.scenario) name_command(given, "sweep", run, *sweep.run.scenario);
  return sweep;
}

void tell_level(const SweepRecord& sweep, const SweepLevel& level) {
  const auto times = level.streams && level.streams->first_token.p90_ms
                         ? fmt::format("TTFT p90 {}", milliseconds_text(level.streams->first_token.p90_ms))
                         : fmt::format("p90 {}", milliseconds_text(level.response_time.p90_ms));
  say(stderr, "  {}: {} requests/s, goodput {}/s, {}, {}{}\n", level_text(sweep, level.level),
      rate_text(level.per_second), rate_text(level.goodput_per_second), times, to_string(level.state),
      level.reasons.empty() ? "" : ": " + one_line(level.reasons.front()));
  std::fflush(stderr);
}

int run_sweep(const GivenOptions& given) {
  auto wanted = read_sweep(given);
  print_warnings(wanted.run.warnings);
  if (!wanted.run.scenario) return fail(wanted.run.findings, wanted.run.trouble());
  print_findings(wanted.run.findings);
  auto sweep = Sweep::prepare(std::move(*wanted.run.scenario), wanted.run.settings, std::move(wanted.plan));
  if (sweep.has_error()) return fail(sweep.error());
  const bool quiet = wanted.run.quiet;
  Interrupts interrupts;
  std::optional<LiveView> view;  // a level's: what is told between two stays
  SweepListener listener;
  listener.next = [&](const SweepRecord& so_far, double level, std::size_t of) {
    if (quiet) return;
    const auto number = so_far.levels.size() + 1;
    say(stderr, "level {}{}: {}\n", number, of > 0 ? fmt::format(" of {}", of) : "", level_text(so_far, level));
    std::fflush(stderr);
    view.emplace(wanted.run.live ? live_mode_for_stderr() : LiveMode::none);
  };
  listener.done = [&](const SweepRecord& so_far, const SweepLevel& level) {
    view.reset();
    if (!quiet) tell_level(so_far, level);
  };
  listener.status = [&](const LiveStatus& status) {
    if (view) view->show({status});
  };
  sweep->run(interrupts, listener);
  view.reset();
  const auto& record = sweep->record();
  if (!quiet || record.verdict.exit_code != 0) {
    write_sweep_console(record, terminal_style(STDOUT_FILENO), std::cout);
    if (sweep->keeps_results()) say("\nresults: {}\n", sweep->folder().string());
    std::fflush(stdout);
  }
  leave_for_inspection(sweep->managed_target(), sweep->scenario(), interrupts);
  return record.verdict.exit_code;
}

}  // namespace

Command sweep_command() {
  return {"sweep", "Load the target at one level after the other; find its knee and its limit", sweep_rows(),
          "Examples:\n"
          "  plimsoll sweep http://127.0.0.1:5000/predict --body @sample.json --users 1..64\n"
          "  plimsoll sweep chat.yaml --rate auto --fail-if 'ttft_p99 > 300ms' --require 'rate >= 20'",
          run_sweep};
}

}  // namespace plimsoll
