#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/starter_scenario.h"
#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
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
  errno = 0;
  std::ofstream file(out);
  file << *scenario;
  file.close();
  if (!file)
    return fail({kind_of_unwritable(errno), fmt::format("-o {}: cannot be written: {}; choose another file", out,
                                                        std::strerror(errno != 0 ? errno : EIO))});
  fmt::print("wrote {}: look through it, then: plimsoll check {} --smoke\n", out, out);
  return 0;
}

}  // namespace

Command init_command() {
  return {"init",
          "Write a commented first scenario for a URL",
          {{"URL", "", "What is to be requested, such as http://127.0.0.1:5000/predict"},
           {"-o,--output", "PLIMSOLL_OUTPUT", "File to write (standard output)"}},
          "Example:\n  plimsoll init http://127.0.0.1:5000/predict -o soak.yaml",
          [](const GivenOptions& given) { return init(*given.text("URL"), given.text("--output").value_or("")); }};
}

}  // namespace plimsoll
