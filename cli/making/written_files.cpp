#include "cli/making/written_files.h"

#include "cli/findings.h"
#include "core/say.h"
#include "reports/words/text.h"
#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>

namespace plimsoll {

namespace fs = std::filesystem;

Result<> refuse_existing(const fs::path& file, const std::string& option) {
  std::error_code ignored;
  if (file.empty() || !fs::exists(file, ignored)) return {};
  return Error{ErrorKind::usage,
               fmt::format("{} {}: is there already; remove it or choose another name", option, file.string())};
}

Result<> write_new_file(const fs::path& file, const std::string& content) {
  return write_new_file(file, {"", content});
}

Result<> write_new_file(const fs::path& file, const ImportedFile& content) {
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out << content.content;
  if (out && content.rest)
    if (auto done = content.rest(out); !done) return done;
  out.close();
  if (out) return {};
  const int why = errno != 0 ? errno : EIO;
  return Error{kind_of_unwritable(why),
               fmt::format("{}: cannot be written: {}; choose another file", file.string(), std::strerror(why))};
}

Result<> write_scenario_files(const ImportedScenario& scenario, const fs::path& out) {
  std::error_code ignored;
  for (const auto& file : scenario.files)
    if (fs::exists(out.parent_path() / file.name, ignored))
      return Error{ErrorKind::usage, fmt::format("{}: is there already; remove it or choose another -o",
                                                 (out.parent_path() / file.name).string())};
  // The folder that was named is the user's to make, those in it are ours.
  const bool has_folder = out.parent_path().empty() || fs::is_directory(out.parent_path(), ignored);
  for (const auto& file : scenario.files)
    if (has_folder) fs::create_directories((out.parent_path() / file.name).parent_path(), ignored);
  for (const auto& file : scenario.files)
    if (auto done = write_new_file(out.parent_path() / file.name, file); !done) return done;
  return write_new_file(out, scenario.text);
}

void tell_of_scenario(const ImportedScenario& scenario, const std::string& out) {
  for (const auto& one : scenario.left_out) say(stderr, "left out: {}\n", one_line(one));
  if (out.empty()) return;
  say("wrote {}: {}{}{}\n", out, scenario.requests == 0 ? "a log to replay" : plural(scenario.requests, "request"),
      scenario.files.empty() ? "" : fmt::format(", {} beside it", plural(scenario.files.size(), "file")),
      scenario.left_out.empty() ? "" : fmt::format("; left out: {}", scenario.left_out.size()));
  if (!scenario.variables.empty()) say("set first: {}\n", fmt::join(scenario.variables, ", "));
  say("look through it, then: plimsoll check {} --smoke\n", out);
}

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

}  // namespace plimsoll
