#include "cli/options/run_request.h"

#include "cli/options/given_overrides.h"
#include "cli/options/hurl_source.h"
#include "cli/options/option_reader.h"
#include "conduct/run_facts.h"
#include "scenarios/reading/parse.h"
#include "store/run_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <utility>

namespace plimsoll {
namespace {

constexpr unsigned kMostThreads = 64;

Result<IoMode> parse_io(const std::string& text) {
  if (text == "auto") return IoMode::automatic;
  if (text == "uring") return IoMode::uring;
  if (text == "epoll") return IoMode::epoll;
  return Error{ErrorKind::usage, fmt::format("expected auto, uring or epoll, got \"{}\"", text)};
}

Result<std::set<ReportFormat>> parse_kept_formats(const std::string& text) {
  if (text == "none") return std::set<ReportFormat>();
  return parse_report_formats(text);
}

Result<Permissions> parse_denied(const std::string& text) {
  Permissions allowed;
  std::stringstream names(text);
  for (std::string name; std::getline(names, name, ',');) {
    if (name == "exec")
      allowed.programs = false;
    else if (name == "files")
      allowed.files = false;
    else if (name == "env")
      allowed.environment = false;
    else
      return Error{ErrorKind::usage,
                   fmt::format("expected of exec, files, env those that it may not, got \"{}\"", text)};
  }
  return allowed;
}

// It is part of file names and addresses.
Result<std::string> parse_run_id(const std::string& text) {
  constexpr std::size_t kLongest = 64;
  const bool plain = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") ==
                         std::string::npos &&
                     text.front() != '.' && text.front() != '-';
  if (plain && text.size() <= kLongest) return text;
  return Error{ErrorKind::usage, fmt::format("expected up to {} of A-Z a-z 0-9 - _ ., got \"{}\"", kLongest, text)};
}

bool looks_like_url(const std::string& source) { return source.find("://") != std::string::npos; }

void read_folders(const GivenOptions& given, RunSettings& settings) {
  std::error_code gone;
  settings.folder = std::filesystem::current_path(gone);
  const auto source = *given.text("SCENARIO");
  if (gone || source == "-" || looks_like_url(source)) return;
  auto folder = (settings.folder / source).lexically_normal().parent_path();
  if (folder != settings.folder) settings.scenario_folder = std::move(folder);
}

void read_page(const GivenOptions& given, RunRequest& run) {
  constexpr std::uint64_t kHighest = 65535;
  OptionReader read(given, run.findings);
  if (!given.has("--serve")) {
    // The variable is also that of `serve`, and may stand there for it.
    if (given.has("--port") && given.place("--port") == "--port")
      read.refuse("--port", "is that of the page: pass --serve too");
    return;
  }
  std::uint64_t port = 8089;
  read.set("--port", port, count_type(0, kHighest));
  run.page_port = static_cast<std::uint16_t>(port);
  if (given.has("--no-store"))
    read.refuse("--serve", fmt::format("the page reads the store: leave out {}", given.place("--no-store")));
}

// What is no value of the scenario.
void read_settings(const GivenOptions& given, RunRequest& run) {
  OptionReader read(given, run.findings);
  read.set("--threads", run.settings.threads, count_type(1, kMostThreads));
  read.set("--io", run.settings.io, parse_io);
  read.set("--report", run.settings.formats, parse_kept_formats);
  read.set("--run-id", run.settings.id, parse_run_id);
  if (const auto out = given.text("--out")) run.settings.out = *out;
  run.settings.store_is_asked_for = given.has("--store");
  if (!given.has("--no-store"))
    run.settings.store = given.has("--store") ? std::filesystem::path(*given.text("--store")) : RunStore::usual_path();
  if (const auto control = given.text("--control")) run.settings.control = *control;
  read_folders(given, run.settings);
  run.quiet = given.has("--quiet");
  run.live = !run.quiet && !given.has("--no-progress");
  run.inspect = given.has("--inspect");
  read_page(given, run);
}

bool looks_like_host_and_port(const std::string& source) {
  const auto host = source.substr(0, source.find('/'));
  const auto colon = host.rfind(':');
  return colon != std::string::npos && colon > 0 && colon + 1 < host.size() &&
         host.find_first_not_of("0123456789", colon + 1) == std::string::npos;
}

ParseOutcome read_scenario_of(const GivenOptions& given, const Permissions& allowed) {
  const auto source = *given.text("SCENARIO");
  if (looks_like_url(source)) return scenario_of(overrides_of_url(given), allowed);
  if (source == "-") return scenario_from(std::cin, overrides_of_file(given), allowed);
  if (is_hurl_file(source)) {
    std::vector<Finding> findings;
    const auto variables = hurl_variables(given, findings);
    if (!findings.empty()) return {std::nullopt, std::move(findings), {}};
    return load_scenario(source, overrides_of_file(given), allowed, variables);
  }
  if (!looks_like_host_and_port(source)) return load_scenario(source, overrides_of_file(given), allowed);
  const auto what = "expected a scenario file, or a URL with its scheme: http://" + source;
  return {std::nullopt, {Finding{source, "", what, true}}, {}};
}

// A record says what was run: over a file, every option that was given stands above the file's text; of a URL, the
// command is all there is.
std::string recorded_source(const GivenOptions& given, const Scenario& scenario) {
  const auto command = given.command_line("run", [&](auto text) { return without_secrets(text, scenario); });
  if (looks_like_url(*given.text("SCENARIO"))) return command + "\n";
  if (!given.any_but("SCENARIO")) return scenario.source_text;
  std::string comment = "# ";
  for (const char c : command) comment += c == '\n' ? std::string("\n# ") : std::string(1, c);
  return comment + "\n" + scenario.source_text;
}

// By its own variable of the environment it may stand there for another file.
void refuse_variables(const GivenOptions& given, RunRequest& run) {
  const auto source = *given.text("SCENARIO");
  if (is_hurl_file(source) && !looks_like_url(source)) return;
  for (const auto* option : {"--variable", "--variables-file"})
    if (given.has(option) && given.place(option) == option)
      run.findings.push_back({option, "", "is for .hurl files", true});
}

bool is_usage(const Finding& finding) { return finding.usage; }

}  // namespace

ErrorKind RunRequest::trouble() const {
  return std::any_of(findings.begin(), findings.end(), is_usage) ? ErrorKind::usage : ErrorKind::invalid;
}

RunRequest read_run_request(const GivenOptions& given) {
  RunRequest run;
  OptionReader(given, run.findings).set("--deny", run.allowed, parse_denied);
  auto outcome = read_scenario_of(given, run.allowed);
  run.scenario = std::move(outcome.scenario);
  run.findings.insert(run.findings.end(), outcome.findings.begin(), outcome.findings.end());
  run.warnings = std::move(outcome.warnings);
  read_settings(given, run);
  refuse_variables(given, run);
  std::stable_partition(run.findings.begin(), run.findings.end(), is_usage);
  if (!run.findings.empty()) run.scenario.reset();
  if (run.scenario) run.scenario->source_text = recorded_source(given, *run.scenario);
  return run;
}

}  // namespace plimsoll
