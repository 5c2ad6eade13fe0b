// plimsoll audit cache: does the target answer the same sample faster when it comes again and again?

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/inspection.h"
#include "cli/options/option_reader.h"
#include "cli/sweeps/run_of.h"
#include "conduct/around_load.h"
#include "conduct/audits/cache_audit.h"
#include "conduct/bringing_up.h"
#include "conduct/interrupts.h"
#include "conduct/machine_limits.h"
#include "conduct/run_parts.h"
#include "core/exit_codes.h"
#include "core/say.h"
#include "core/units.h"
#include "engine/make_transport.h"
#include "record/rules/audit_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kInterrupted = 130;
constexpr std::size_t kMostPairs = 1000;

const std::vector<OptionRow>& audit_rows() {
  static const auto kRows = rows_of_run(
      {
          {"--pairs", "", "Pairs of blocks: one of different samples, one of the same sample repeated", "Audit",
           OptionForm::text, "10"},
          {"--block", "", "How long each block is", "Audit", OptionForm::text, "3s"},
          {"--allowed", "", "By how much the repeated sample may be faster", "Audit", OptionForm::text, "10%"},
          {"--json", "", "Print the figures as JSON", "Audit", OptionForm::flag},
      },
      {"--duration", "--at-most",      "--requests",     "--warmup",      "--cooldown",    "--store",
       "--no-store", "--run-id",       "--control",      "--serve",       "--port",        "--rules",
       "--fail-if",  "--note",         "--out",          "--report",      "--no-progress", "--inspect",
       "--watch",    "--leak-minimum", "--leak-horizon", "--leak-ignore", "--limit"});
  return kRows;
}

// Nothing is kept: the figures are what it prints.
int tell(const CacheAudit& audit, bool as_json, const Interrupts& interrupts) {
  if (as_json)
    std::cout << audit_json(audit);
  else
    say("{}: {}\n", to_string(audit.state), audit.why);
  if (!as_json && audit.failures > 0) say("{} requests failed and are in no figure\n", audit.failures);
  std::fflush(stdout);
  if (interrupts.count() > 0) return kInterrupted;
  return audit.state == RuleState::holds ? 0 : audit.state == RuleState::broken ? 1 : 3;
}

int audit(Scenario scenario, const RunSettings& settings, AuditPlan plan, const GivenOptions& given) {
  const auto limits = machine_limits();
  if (const auto fitting = fit_to_machine(scenario, limits); fitting.has_error()) return fail(fitting.error());
  const RunParts parts;
  std::optional<ManagedTargetProcess> managed;
  if (scenario.target.managed) {
    auto process = ManagedTargetProcess::start(*scenario.target.managed, "/dev/null");
    if (process.has_error()) return fail(process.error());
    managed.emplace(std::move(*process));
  }
  Interrupts interrupts;
  const auto is_stopped = [&] { return interrupts.count() > 0; };
  const auto end = [&](const Error& error) { return is_stopped() ? kInterrupted : fail(error); };
  plan.seed = scenario.seed.value_or(fresh_seed());
  const Redaction redaction(scenario);
  const BringingUp target{scenario, managed ? &*managed : nullptr, plan.seed, redaction, is_stopped};
  if (const auto notes = bring_up_target(target); notes.has_error()) return end(notes.error());
  AroundLoad around(scenario, redaction);
  const auto before = around.send_before(plan.seed, is_stopped);
  if (before.has_error()) return fail(before.error());
  if (const auto failure = before->failure(); !failure.empty())
    return fail({ErrorKind::unavailable, "before_all failed: " + failure});
  if (const auto predicts = await_prediction(target, around.captured()); predicts.has_error())
    return end(predicts.error());
  EngineOptions options;
  options.captured = around.captured();
  options.threads = settings.threads.value_or(default_threads(scenario, limits.cores));
  options.io = settings.io;
  options.redaction = redaction;
  options.is_stopped = is_stopped;
  const bool quiet = given.has("--quiet") || given.has("--json");
  const auto result = audit_cache(scenario, plan, parts.make_load, options, [&](std::size_t pairs) {
    if (!quiet) say(stderr, "pair {} of {}\n", pairs, plan.pairs);
  });
  const auto after = around.send_after(plan.seed, [] { return false; });
  if (result.has_error()) return fail(result.error());
  if (after.has_error()) return fail(after.error());
  const int exit_code = tell(*result, given.has("--json"), interrupts);
  leave_for_inspection(managed ? &*managed : nullptr, scenario, interrupts);
  return exit_code;
}

int audit_for_cache(const GivenOptions& given) {
  AuditPlan plan;
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  read.set("--pairs", plan.pairs, count_type(5, kMostPairs));
  read.set("--block", plan.block, parse_run_time);
  read.set("--allowed", plan.allowed, parse_share);
  auto run = read_run_request(run_options_of(given, audit_rows(), {{"--no-store", "true"}}));
  print_warnings(run.warnings);
  run.findings.insert(run.findings.begin(), problems.begin(), problems.end());
  if (!run.findings.empty() || !run.scenario) return fail(run.findings, run.trouble());
  return audit(std::move(*run.scenario), run.settings, plan, given);
}

}  // namespace

Command audit_command() {
  Command cache{"cache", "Whether the target answers out of a cache", audit_rows(),
                "It sends different samples and one sample again and again, in blocks that take turns.\n"
                "Exit codes: 0 it does not, 1 it does, 3 nobody can tell.\n"
                "Examples:\n"
                "  plimsoll audit cache http://127.0.0.1:5000/predict --body @rows.jsonl -u 4\n"
                "  plimsoll audit cache chat.yaml --pairs 20",
                audit_for_cache};
  Command command{"audit", "Find out what would make every figure wrong", {}, "", {}, {}};
  command.parts.push_back(std::move(cache));
  return command;
}

}  // namespace plimsoll
