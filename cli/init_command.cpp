// How a person gets a first scenario: a commented one of a URL, or one of what is there already.

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/starter_scenario.h"
#include "imports/import.h"
#include "reports/words/text.h"
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

namespace fs = std::filesystem;

Result<> write_import(const fs::path& file, const std::string& content) {
  std::error_code made;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), made);
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out << content;
  out.close();
  if (out) return {};
  const int why = errno != 0 ? errno : EIO;
  return Error{kind_of_unwritable(why),
               fmt::format("{}: cannot be written: {}; choose another file", file.string(), std::strerror(why))};
}

Result<> write_all(const ImportedScenario& scenario, const fs::path& out) {
  std::error_code ignored;
  for (const auto& file : scenario.files)
    if (fs::exists(out.parent_path() / file.name, ignored))
      return Error{ErrorKind::usage, fmt::format("{}: is there already; remove it or choose another -o",
                                                 (out.parent_path() / file.name).string())};
  for (const auto& file : scenario.files)
    if (auto done = write_import(out.parent_path() / file.name, file.content); !done) return done;
  return write_import(out, scenario.text);
}

void tell(const ImportedScenario& scenario, const std::string& out) {
  for (const auto& one : scenario.left_out) fmt::print(stderr, "left out: {}\n", one_line(one));
  if (out.empty()) return;
  fmt::print("wrote {}: {}{}{}\n", out,
             scenario.requests == 0 ? "a log to replay" : plural(scenario.requests, "request"),
             scenario.files.empty() ? "" : fmt::format(", {} beside it", plural(scenario.files.size(), "file")),
             scenario.left_out.empty() ? "" : fmt::format("; left out: {}", scenario.left_out.size()));
  if (!scenario.variables.empty()) fmt::print("set first: {}\n", fmt::join(scenario.variables, ", "));
  fmt::print("look through it, then: plimsoll check {} --smoke\n", out);
}

// Its files must be there, and its parts fit each other: told now, not at the run.
int check_written(const std::string& out) {
  ParseInput input;
  std::ifstream file(out, std::ios::binary);
  input.text.assign(std::istreambuf_iterator<char>(file), {});
  input.file_name = out;
  input.folder = fs::path(out).parent_path();
  input.environment = [](const std::string& name) -> std::optional<std::string> { return "http://" + name; };
  const auto outcome = parse_scenario(input);
  return outcome.findings.empty() ? 0 : fail(outcome.findings, ErrorKind::invalid);
}

int import_from(std::istream& in, const std::string& name, const GivenOptions& given) {
  const auto out = given.text("--output").value_or("");
  ImportRequest request;
  if (const auto format = given.text("--from")) {
    request.format = import_format(*format);
    if (!request.format)
      return fail({ErrorKind::usage, fmt::format("--from {}: expected one of {}", *format, import_format_names())});
  }
  request.folders = {fs::current_path(), out.empty() ? fs::current_path() : fs::absolute(out).parent_path()};
  if (!out.empty()) request.scenario_file = fs::path(out).filename().string();
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
    tell(*scenario, out);
    return 0;
  }
  if (auto done = write_all(*scenario, fs::absolute(out)); !done) return fail(done.error());
  tell(*scenario, out);
  return check_written(out);
}

int import(const GivenOptions& given) {
  const auto out = given.text("--output").value_or("");
  std::error_code ignored;
  if (!out.empty() && fs::exists(out, ignored))
    return fail({ErrorKind::usage, fmt::format("-o {}: is there already; remove it or choose another name", out)});
  const auto file = *given.text("FILE");
  if (file == "-") return import_from(std::cin, "standard input", given);
  if (!fs::is_regular_file(file, ignored))
    return fail({ErrorKind::invalid, fmt::format("{}: no such file; - reads standard input", file)});
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail({ErrorKind::invalid, fmt::format("{}: cannot be read: {}", file, std::strerror(errno))});
  return import_from(in, file, given);
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

Command import_command() {
  return {
      "import",
      "Write the scenario of curl commands, an OpenAPI page, a HAR, a collection, an access log, a Locust or k6 script",
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
