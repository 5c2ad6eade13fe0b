#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/given_overrides.h"
#include "conduct/smoke.h"
#include "conduct/trust_check.h"
#include "reports/words/text.h"
#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

int print_smoke(const Scenario& scenario) {
  const auto answers = smoke(scenario);
  if (answers.has_error()) return fail(answers.error());
  bool all_good = true;
  for (const auto& answer : *answers) {
    const bool good = answer.failure.empty();
    fmt::print("  {:<6}{:<32} {:>9}  {}\n", good ? "ok" : "FAIL", fitted(answer.request, 32),
               milliseconds_text(answer.response_time_ms), good ? answer.note : answer.failure);
    all_good = all_good && good;
  }
  return all_good ? 0 : 1;
}

int refuse(const std::vector<Finding>& findings) {
  const int exit_code = fail(findings, ErrorKind::invalid);
  fmt::print(stderr, "{}\n", plural(findings.size(), "finding"));
  return exit_code;
}

int check(const GivenOptions& given) {
  const auto file = *given.text("SCENARIO");
  const auto outcome = with_trust_checked(load_scenario(file, assignments(given)), file);
  print_warnings(outcome.warnings);
  if (!outcome.scenario) return refuse(outcome.findings);
  print_findings(outcome.findings);
  const auto& scenario = *outcome.scenario;
  std::size_t bodies = 0;
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps) bodies += step.bodies.payloads.size();
  fmt::print("{}: good: {}, {}, target {}\n", file, plural(scenario.request_names().size(), "request"),
             bodies == 1 ? "1 body" : fmt::format("{} bodies", bodies), scenario.target.url.text());
  return given.has("--smoke") ? print_smoke(scenario) : 0;
}

}  // namespace

Command check_command() {
  return {"check",
          "Validate a scenario and its request files, all findings at once",
          {{"SCENARIO", "", "The scenario file"},
           {"--set", "PLIMSOLL_SET", "PATH=VALUE over the scenario file, repeatable", "Options", OptionForm::list},
           {"--smoke", "PLIMSOLL_SMOKE", "Also send each request once", "Options", OptionForm::flag}},
          "Example:\n  plimsoll check soak.yaml --smoke",
          check};
}

}  // namespace plimsoll
