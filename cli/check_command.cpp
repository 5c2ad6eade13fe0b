#include "checking/hurl_trial.h"
#include "checking/trial_reports.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/given_overrides.h"
#include "cli/options/hurl_source.h"
#include "conduct/smoke.h"
#include "conduct/trust_check.h"
#include "core/say.h"
#include "core/units.h"
#include "reports/words/curl_line.h"
#include "reports/words/text.h"
#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

// The request without its head, as far as a line holds it.
std::string body_words(const std::string& request) {
  const auto blank = request.find("\n\n");
  return blank == std::string::npos ? "no body" : fitted(one_line(request.substr(blank + 2)), 100);
}

void print_case(const CaseResult& one, const std::string& target) {
  say("  {:<6}{:<40} {:>9}  {}\n", one.holds() ? "ok" : "FAIL", fitted(one.name, 100),
      one.status == 0 && one.time_ms == 0 ? "-" : milliseconds_text(one.time_ms),
      one.holds() ? fmt::format("{} {}", one.status, to_string(one.verdict)) : one_line(one.found));
  if (one.smallest.empty()) return;
  say("        {}: smallest request that shows it, {} of {}{}: {}\n", to_string(one.verdict),
      plural(one.smallest_bytes, "byte"), format_count(one.first_bytes),
      one.shrunk_to_the_end ? "" : " (not made smaller to the end)", body_words(one.smallest));
  if (const auto line = curl_line(one.smallest, target)) say("        {}\n", *line);
}

// A line a case, as a test runner has it.
bool print_cases(const SmokeOutcome& outcome, const Scenario& scenario) {
  std::size_t failed = 0;
  std::string_view request;
  for (const auto& one : outcome.cases) {
    if (request != one.request) say("bad requests of {}:\n", one.request);
    request = one.request;
    print_case(one, scenario.target.url.text());
    if (!one.holds()) ++failed;
  }
  if (outcome.cases_left_out) say("bad requests are not sent: a good one failed\n");
  if (outcome.cases.empty()) return !outcome.cases_left_out;
  say("{}: {} as expected, {} failed{}\n", plural(outcome.cases.size(), "bad request"), outcome.cases.size() - failed,
      failed, outcome.memory_was_read ? "" : "; the memory of the target cannot be read here, and was not looked at");
  return failed == 0;
}

int print_smoke(const Scenario& scenario) {
  constexpr int kInterrupted = 130;
  Interrupts interrupts;
  const auto outcome = smoke(scenario, interrupts);
  if (interrupts.count() > 0) return kInterrupted;
  if (outcome.has_error()) return fail(outcome.error());
  bool all_good = true;
  for (const auto& answer : outcome->answers) {
    const bool good = answer.failure.empty();
    say("  {:<6}{:<32} {:>9}  {}\n", good ? "ok" : "FAIL", fitted(answer.request, 32),
        milliseconds_text(answer.response_time_ms), good ? answer.note : answer.failure);
    all_good = all_good && good;
  }
  return print_cases(*outcome, scenario) && all_good ? 0 : 1;
}

int refuse(const std::vector<Finding>& findings) {
  const int exit_code = fail(findings, ErrorKind::invalid);
  say(stderr, "{}\n", plural(findings.size(), "finding"));
  return exit_code;
}

// junit:FILE or tap:FILE
struct ReportWish {
  void (*write)(const std::vector<Trial>&, std::ostream&);
  std::filesystem::path file;
};

Result<ReportWish> report_wish(const std::string& text) {
  const auto colon = text.find(':');
  const auto form = text.substr(0, colon);
  if (colon == std::string::npos || colon + 1 == text.size() || (form != "junit" && form != "tap"))
    return Error{ErrorKind::usage, fmt::format("expected junit:FILE or tap:FILE, got \"{}\"", text)};
  return ReportWish{form == "junit" ? write_trial_junit : write_trial_tap, text.substr(colon + 1)};
}

std::vector<ReportWish> report_wishes(const GivenOptions& given, std::vector<Finding>& findings) {
  std::vector<ReportWish> wishes;
  for (const auto& text : given.list("--report")) {
    auto wish = report_wish(text);
    if (wish.has_error())
      findings.push_back({given.place("--report"), "", wish.error().message, true});
    else
      wishes.push_back(std::move(*wish));
  }
  return wishes;
}

void print_entry(const TrialEntry& entry, const std::string& file) {
  const auto state = entry.is_skipped ? "skip" : entry.failures.empty() ? "ok" : "FAIL";
  const auto name = entry.request.empty() ? fmt::format("entry {}", entry.number) : entry.request;
  const auto attempts = entry.attempts > 1 ? fmt::format("  {} attempts", entry.attempts) : "";
  say("  {:<6}{:<56} {:>9}{}\n", state, fitted(name, 56),
      entry.is_skipped ? "-" : milliseconds_text(to_milliseconds(entry.duration)), attempts);
  for (const auto& failure : entry.failures) say("        {}\n", one_line(sentence_of(failure, file)));
}

Result<> write_report(const ReportWish& wish, const Trial& trial) {
  std::ofstream out(wish.file);
  wish.write({trial}, out);
  out.flush();
  if (out) return {};
  const int error = errno;
  return Error{kind_of_unwritable(error), fmt::format("{}: {}", wish.file.string(), std::strerror(error))};
}

int check_hurl(const GivenOptions& given) {
  const auto name = *given.text("SCENARIO");
  std::vector<Finding> findings;
  TrialSettings settings;
  settings.file = name;
  settings.folder = std::filesystem::path(name).parent_path();
  settings.variables = hurl_variables(given, findings);
  settings.tls.insecure = given.has("--insecure");
  if (const auto file = given.text("--ca")) settings.tls.ca_file = *file;
  if (const auto file = given.text("--cert")) settings.tls.certificate_file = *file;
  if (const auto file = given.text("--key")) settings.tls.key_file = *file;
  const auto reports = report_wishes(given, findings);
  for (const auto* option : {"--set", "--smoke", "--expand"})
    if (given.has(option)) findings.push_back({given.place(option), "", "is for scenarios, not for .hurl files", true});
  if (!findings.empty()) return fail(findings, findings.front().usage ? ErrorKind::usage : ErrorKind::invalid);
  const auto source = load_hurl(name);
  if (!source.file) return fail(source.findings, ErrorKind::invalid);

  const auto trial = run_hurl(*source.file, std::move(settings));
  const auto count = source.file->entries.size();
  say("{}: {}: {} {}\n", name, trial.holds() ? "good" : "failed", count, count == 1 ? "entry" : "entries");
  for (const auto& entry : trial.entries) print_entry(entry, name);
  for (const auto& wish : reports)
    if (const auto written = write_report(wish, trial); written.has_error()) return fail(written.error());
  return trial.holds() ? 0 : 1;
}

// Those that a .hurl file alone is checked with.
std::vector<Finding> misplaced(const GivenOptions& given) {
  std::vector<Finding> findings;
  for (const auto* option : {"--variable", "--variables-file", "--report", "--insecure", "--ca", "--cert", "--key"})
    if (given.has(option) && given.place(option) == option)
      findings.push_back({option, "", "is for .hurl files, not for scenarios", true});
  return findings;
}

int check(const GivenOptions& given) {
  const auto file = *given.text("SCENARIO");
  if (is_hurl_file(file)) return check_hurl(given);
  if (const auto findings = misplaced(given); !findings.empty()) return fail(findings, ErrorKind::usage);
  const auto outcome = with_trust_checked(load_scenario(file, assignments(given)), file);
  print_warnings(outcome.warnings);
  if (!outcome.scenario) return refuse(outcome.findings);
  print_findings(outcome.findings);
  const auto& scenario = *outcome.scenario;
  std::size_t bodies = 0;
  for (const auto* task : scenario.user_tasks())
    for (const auto& step : task->steps) bodies += step.bodies.payloads.size();
  say("{}: good: {}, {}, target {}\n", file, plural(scenario.request_names().size(), "request"),
      bodies == 1 ? "1 body" : fmt::format("{} bodies", bodies), scenario.target.url.text());
  if (given.has("--expand")) say("{}", expanded_scenario(file, assignments(given)));
  return given.has("--smoke") ? print_smoke(scenario) : 0;
}

}  // namespace

Command check_command() {
  return {
      "check",
      "Validate a scenario and its request files, all findings at once; run a .hurl file as a test",
      {{"SCENARIO", "", "The scenario file, or a .hurl file"},
       {"--set", "PLIMSOLL_SET", "PATH=VALUE over the scenario file, repeatable", "Options", OptionForm::list},
       {"--smoke", "PLIMSOLL_SMOKE", "Also send each request once, and its bad `cases`", "Options", OptionForm::flag},
       {"--expand", "", "Also print it with what `protocol` and `predict` stand for", "Options", OptionForm::flag},
       {"--variable", "PLIMSOLL_VARIABLE", "NAME=VALUE for {{NAME}}, repeatable", "Of .hurl files", OptionForm::list},
       {"--variables-file", "PLIMSOLL_VARIABLES_FILE", "The same, a line each", "Of .hurl files"},
       {"--report", "", "junit:FILE or tap:FILE, repeatable", "Of .hurl files", OptionForm::list},
       {"--ca", "PLIMSOLL_CA", "Certificates to trust, PEM", "Of .hurl files"},
       {"--cert", "PLIMSOLL_CERT", "Our certificate, PEM", "Of .hurl files"},
       {"--key", "PLIMSOLL_KEY", "Its key, PEM", "Of .hurl files"},
       {"--insecure", "PLIMSOLL_INSECURE", "Do not verify the target's certificate", "Of .hurl files",
        OptionForm::flag}},
      "Examples:\n"
      "  plimsoll check soak.yaml --smoke\n"
      "  plimsoll check login.hurl --variable host=http://127.0.0.1:8000 --report junit:login.xml",
      check};
}

}  // namespace plimsoll
