#include "cli/commands.h"
#include "cli/findings.h"
#include "conduct/smoke.h"
#include "core/exit_codes.h"
#include "reports/words/text.h"
#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

struct CheckOptions {
  std::string file;
  std::vector<std::string> set;
  bool smoke = false;
};

int print_smoke(const Scenario& scenario) {
  const auto answers = smoke(scenario);
  if (answers.has_error()) {
    fmt::print(stderr, "plimsoll: {}\n", answers.error().message);
    return exit_code_of(answers.error().kind);
  }
  bool all_good = true;
  for (const auto& answer : *answers) {
    const bool good = answer.failure.empty();
    fmt::print("  {:<6}{:<32} {:>9}  {}\n", good ? "ok" : "FAIL", fitted(answer.request, 32),
               milliseconds_text(answer.response_time_ms), answer.failure);
    all_good = all_good && good;
  }
  return all_good ? 0 : 1;
}

int check(const CheckOptions& options) {
  const auto outcome = load_scenario(options.file, options.set);
  print_warnings(outcome.warnings);
  print_findings(outcome.findings);
  if (!outcome.scenario) {
    fmt::print(stderr, "{}\n", plural(outcome.findings.size(), "finding"));
    return exit_code_of(ErrorKind::invalid);
  }
  const auto& scenario = *outcome.scenario;
  std::size_t bodies = 0;
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps) bodies += step.bodies.payloads.size();
  fmt::print("{}: good: {}, {}, target {}\n", options.file, plural(scenario.request_names().size(), "request"),
             bodies == 1 ? "1 body" : fmt::format("{} bodies", bodies), scenario.target.url.text());
  return options.smoke ? print_smoke(scenario) : 0;
}

}  // namespace

void add_check_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("check", "Validate a scenario and its request files, all findings at once");
  const auto options = std::make_shared<CheckOptions>();
  command->add_option("SCENARIO", options->file, "The scenario file")->required();
  command->add_option("--set", options->set, "PATH=VALUE over the scenario file, repeatable")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_SET");
  command->add_flag("--smoke", options->smoke, "Also send each request once")->envname("PLIMSOLL_SMOKE");
  command->footer("Example:\n  plimsoll check soak.yaml --smoke");
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace plimsoll
