// What people have already, as a scenario.

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/making/written_files.h"
#include "cli/options/hurl_source.h"
#include "imports/import.h"
#include "reports/words/text.h"
#include "scenarios/environment.h"
#include "scenarios/hurl/hurl_scenario.h"
#include "scenarios/url.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace plimsoll {
namespace {

int import_from(std::istream& in, const std::string& name, const GivenOptions& given) {
  const auto out = given.text("--output").value_or("");
  ImportRequest request;
  if (const auto format = given.text("--from")) {
    request.format = import_format(*format);
    if (!request.format)
      return fail({ErrorKind::usage, fmt::format("--from {}: expected one of {}", *format, import_format_names())});
  }
  const auto here = std::filesystem::current_path();
  request.folders = {here, out.empty() ? here : std::filesystem::absolute(out).parent_path()};
  if (!out.empty()) request.scenario_file = std::filesystem::path(out).filename().string();
  request.timed = given.has("--timed");
  request.target = given.text("--target").value_or("");
  if (!request.target.empty())
    if (const auto url = parse_url(request.target); !url)
      return fail({ErrorKind::usage, "--target: " + url.error().message});
  ImportSource source(in, name);
  const auto scenario = import_scenario(source, request);
  if (scenario.has_error()) return fail(scenario.error());
  if (out.empty() && !scenario->files.empty())
    return fail({ErrorKind::usage, fmt::format("-o FILE is needed: {} beside the scenario, such as {}",
                                               plural(scenario->files.size(), "file"), scenario->files.front().name)});
  if (out.empty()) {
    std::cout << scenario->text << std::flush;
    tell_of_scenario(*scenario, out);
    return 0;
  }
  if (auto done = write_scenario_files(*scenario, std::filesystem::absolute(out)); !done) return fail(done.error());
  tell_of_scenario(*scenario, out);
  return check_written(out);
}

// Its variables stay variables, of the environment.
int import_hurl(const std::string& file, const GivenOptions& given) {
  for (const auto* option : {"--from", "--target", "--timed"})
    if (given.has(option))
      return fail({ErrorKind::usage, fmt::format("{}: is not for a .hurl file, which says it itself", option)});
  const auto source = load_hurl(file);
  if (!source.file) return fail(source.findings, ErrorKind::invalid);
  const auto out = given.text("--output").value_or("");
  HurlLoadInput load;
  load.file_name = file;
  load.folder = std::filesystem::path(file).parent_path();
  load.environment = process_environment();
  load.leaves_unknown = true;
  const auto there = std::filesystem::absolute(load.folder.empty() ? "." : load.folder).lexically_normal();
  const auto here = (out.empty() ? std::filesystem::current_path() : std::filesystem::absolute(out).parent_path());
  const auto way = there.lexically_relative(here.lexically_normal());
  if (way != "." && way != "./" && !way.empty()) load.file_prefix = (way / "").string();
  const auto made = scenario_of_hurl(*source.file, load);
  if (!made.findings.empty()) return fail(made.findings, ErrorKind::invalid);
  ImportedScenario scenario;
  scenario.text = made.text;
  scenario.variables = made.left;
  scenario.requests = source.file->entries.size();
  if (out.empty()) {
    std::cout << scenario.text << std::flush;
    return 0;
  }
  if (auto done = write_scenario_files(scenario, std::filesystem::absolute(out)); !done) return fail(done.error());
  tell_of_scenario(scenario, out);
  return check_written(out);
}

int import(const GivenOptions& given) {
  if (const auto free = refuse_existing(given.text("--output").value_or(""), "-o"); !free) return fail(free.error());
  const auto file = *given.text("FILE");
  if (file == "-") return import_from(std::cin, "standard input", given);
  if (is_hurl_file(file)) return import_hurl(file, given);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored))
    return fail({ErrorKind::invalid, fmt::format("{}: no such file; - reads standard input", file)});
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail({ErrorKind::invalid, fmt::format("{}: cannot be read: {}", file, std::strerror(errno))});
  return import_from(in, file, given);
}

}  // namespace

Command import_command() {
  return {
      "import",
      "Write the scenario of curl commands, an OpenAPI page, a HAR, a collection, a log, a Hurl file, a Locust or k6 "
      "script",
      {{"FILE", "", "What is imported; - reads standard input"},
       {"-o,--output", "PLIMSOLL_OUTPUT", "File to write (standard output)"},
       {"--from", "PLIMSOLL_FROM",
        "What it is, where it cannot be told from itself: curl, openapi, har, postman, opencollection, access-log, "
        "locust or k6"},
       {"--target", "PLIMSOLL_TARGET", "The API under test, instead of what the file says"},
       {"--timed", "PLIMSOLL_TIMED", "Of a HAR: each request at its own instant, as a log to replay", "Options",
        OptionForm::flag}},
      "Examples:\n  plimsoll import commands.txt -o soak.yaml\n"
      "  curl -s http://127.0.0.1:8000/openapi.json | plimsoll import - --target http://127.0.0.1:8000 -o soak.yaml",
      import};
}

}  // namespace plimsoll
