#include "checking/trial_reports.h"

#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

std::string attribute_text(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, escape_xml(one_line(value)));
}

std::size_t failures_of(const Trial& trial) {
  return static_cast<std::size_t>(std::count_if(trial.entries.begin(), trial.entries.end(),
                                                [](const auto& entry) { return !entry.failures.empty(); }));
}

std::size_t skipped_of(const Trial& trial) {
  return static_cast<std::size_t>(
      std::count_if(trial.entries.begin(), trial.entries.end(), [](const auto& entry) { return entry.is_skipped; }));
}

std::string counts_of(std::size_t tests, std::size_t failures, std::size_t skipped, Nanos duration) {
  return attribute_text("tests", std::to_string(tests)) + attribute_text("failures", std::to_string(failures)) +
         attribute_text("errors", "0") + attribute_text("skipped", std::to_string(skipped)) +
         attribute_text("time", exact_number(to_seconds(duration)));
}

std::string name_of(const TrialEntry& entry) {
  return entry.request.empty() ? fmt::format("entry {}", entry.number)
                               : fmt::format("entry {}: {}", entry.number, entry.request);
}

void write_entry(const Trial& trial, const TrialEntry& entry, std::ostream& out) {
  out << "    <testcase" << attribute_text("classname", trial.file) << attribute_text("name", name_of(entry))
      << attribute_text("time", exact_number(to_seconds(entry.duration)));
  if (entry.failures.empty() && !entry.is_skipped) {
    out << "/>\n";
    return;
  }
  out << ">\n";
  if (entry.is_skipped) out << "      <skipped/>\n";
  for (const auto& failure : entry.failures)
    out << fmt::format("      <failure{}>{}</failure>\n", attribute_text("message", failure.message),
                       escape_xml(sentence_of(failure, trial.file)));
  out << "    </testcase>\n";
}

}  // namespace

std::string sentence_of(const TrialFailure& failure, const std::string& file) {
  return fmt::format("{}:{}:{}: {}", file, failure.place.line, failure.place.column, failure.message);
}

void write_trial_junit(const std::vector<Trial>& trials, std::ostream& out) {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  Nanos duration{0};
  for (const auto& trial : trials) {
    tests += trial.entries.size();
    failures += failures_of(trial);
    skipped += skipped_of(trial);
    duration += trial.duration;
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" << attribute_text("name", "plimsoll")
      << counts_of(tests, failures, skipped, duration) << ">\n";
  for (const auto& trial : trials) {
    out << "  <testsuite" << attribute_text("name", trial.file)
        << counts_of(trial.entries.size(), failures_of(trial), skipped_of(trial), trial.duration) << ">\n";
    for (const auto& entry : trial.entries) write_entry(trial, entry, out);
    out << "  </testsuite>\n";
  }
  out << "</testsuites>\n";
}

void write_trial_tap(const std::vector<Trial>& trials, std::ostream& out) {
  out << "TAP version 13\n1.." << trials.size() << "\n";
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const auto& trial = trials[i];
    out << fmt::format("{} {} - {}\n", trial.holds() ? "ok" : "not ok", i + 1, one_line(trial.file));
    for (const auto& entry : trial.entries)
      for (const auto& failure : entry.failures) out << "# " << one_line(sentence_of(failure, trial.file)) << "\n";
  }
}

}  // namespace plimsoll
