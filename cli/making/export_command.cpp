// A scenario as the file of another tool.

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/making/written_files.h"
#include "cli/options/given_overrides.h"
#include "cli/options/hurl_source.h"
#include "core/say.h"
#include "exports/export.h"
#include "exports/export_reading.h"
#include "reports/words/text.h"
#include "scenarios/bodies/file_reading.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

Result<ParseInput> scenario_input(const std::string& file, const GivenOptions& given) {
  ParseInput input;
  input.overrides = assignments(given);
  input.file_name = file;
  input.folder = ".";
  if (file == "-") {
    input.text.assign(std::istreambuf_iterator<char>(std::cin), {});
    return input;
  }
  auto text = read_file({file, file}, kMostBodyBytes);
  if (text.has_error()) return text.error();
  input.text = *std::move(text);
  if (const std::filesystem::path path(file); path.has_parent_path()) input.folder = path.parent_path();
  return input;
}

int export_as(const GivenOptions& given) {
  const auto name = *given.text("FORMAT");
  const auto format = export_format(name);
  if (!format) return fail({ErrorKind::usage, fmt::format("{}: expected one of {}", name, export_format_names())});
  const auto out = given.text("--output").value_or("");
  if (const auto free = refuse_existing(out, "-o"); !free) return fail(free.error());
  const auto file = *given.text("SCENARIO");
  if (is_hurl_file(file))
    return fail({ErrorKind::usage, fmt::format("{0}: is no scenario: plimsoll import {0} -o FILE makes it one", file)});
  auto input = scenario_input(file, given);
  if (input.has_error()) return fail({ErrorKind::invalid, input.error().message});

  ExportQuestion question;
  question.format = *format;
  question.source = file == "-" ? "standard input" : std::filesystem::path(file).filename().string();
  question.from = input->folder;
  question.to = out.empty() ? std::filesystem::current_path() : std::filesystem::absolute(out).parent_path();
  question.out = out.empty() ? "" : std::filesystem::path(out).filename().string();
  ExportVariables variables;
  auto outcome = read_for_export(*std::move(input), variables);
  print_warnings(outcome.warnings);
  if (!outcome.scenario) return fail(outcome.findings, ErrorKind::invalid);
  const auto exported = export_scenario(*std::move(outcome.scenario), variables, question);
  if (exported.has_error()) return fail(exported.error());

  for (const auto& one : exported->unsaid) say(stderr, "not said in {}: {}\n", name, one_line(one));
  if (out.empty()) {
    std::cout << exported->text << std::flush;
    return 0;
  }
  if (auto done = write_new_file(out, exported->text); !done) return fail(done.error());
  say("wrote {}: {}{}\n", out, plural(exported->requests, "request"),
      exported->unsaid.empty() ? "" : fmt::format("; not said there: {}", exported->unsaid.size()));
  return 0;
}

}  // namespace

Command export_command() {
  return {"export",
          "Write a scenario as a file for hurl, curl, Locust or k6",
          {{"FORMAT", "", "hurl, curl, locust or k6"},
           {"SCENARIO", "", "The scenario file; - reads standard input"},
           {"-o,--output", "PLIMSOLL_OUTPUT", "File to write (standard output)"},
           {"--set", "PLIMSOLL_SET", "PATH=VALUE over the scenario file, repeatable", "Options", OptionForm::list}},
          "${NAME} stays a variable, and a secret header becomes one. What the other tool has no words for is listed.\n"
          "Example:\n  plimsoll export curl soak.yaml -o commands.sh",
          export_as};
}

}  // namespace plimsoll
