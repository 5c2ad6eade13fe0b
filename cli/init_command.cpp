#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/starter_scenario.h"
#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

namespace plimsoll {
namespace {

int init(const std::string& url, const std::string& out) {
  const auto scenario = starter_scenario(url);
  if (scenario.has_error()) return fail(scenario.error());
  if (out.empty()) {
    std::cout << *scenario;
    return 0;
  }
  if (std::filesystem::exists(out))
    return fail({ErrorKind::usage, fmt::format("-o {}: is there already; remove it or choose another name", out)});
  std::ofstream file(out);
  file << *scenario;
  file.close();
  if (!file) return fail({ErrorKind::internal, fmt::format("-o {}: cannot be written", out)});
  fmt::print("wrote {}: look through it, then: plimsoll check {} --smoke\n", out, out);
  return 0;
}

}  // namespace

void add_init_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("init", "Write a commented first scenario for a URL");
  const auto url = std::make_shared<std::string>();
  const auto out = std::make_shared<std::string>();
  command->add_option("URL", *url, "What is to be requested, such as http://127.0.0.1:5000/predict")->required();
  command->add_option("-o,--output", *out, "File to write (standard output)")->envname("PLIMSOLL_OUTPUT");
  command->footer("Example:\n  plimsoll init http://127.0.0.1:5000/predict -o soak.yaml");
  command->callback([url, out, &exit_code] { exit_code = init(*url, *out); });
}

}  // namespace plimsoll
