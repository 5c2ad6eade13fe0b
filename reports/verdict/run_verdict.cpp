#include "reports/verdict/run_verdict.h"

#include "record/series.h"
#include "reports/words/probe_sentences.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

void add_ending(const RunRecord& record, const Ending& ending, std::vector<VerdictReason>& findings) {
  // To be stopped is how watching ends.
  const bool broke_off = ending.interrupted || record.ended_by == EndedBy::interrupted;
  if (broke_off && has_load(record)) {
    findings.push_back({130, fmt::format("Interrupted after {}.", seconds_text(record.duration_s))});
  }
  for (const auto& error : ending.internal_errors) findings.push_back({70, error});
  if (!ending.guard.empty()) findings.push_back({1, ending.guard});
  if (!ending.unavailable.empty()) findings.push_back({69, ending.unavailable});
  if (!ending.unfit.empty()) findings.push_back({65, ending.unfit});
  const bool is_said = !ending.internal_errors.empty() || !ending.unavailable.empty() || !ending.unfit.empty();
  if (record.ended_by == EndedBy::error && !is_said) findings.push_back({70, "The run ended in an error."});
}

void add_after_all(const RunRecord& record, std::vector<VerdictReason>& findings) {
  for (const auto& once : record.once)
    if (once.when == "after_all" && !once.failure.empty())
      findings.push_back({1, fmt::format("after_all failed: {}: {}", once.request, once.failure)});
}

void add_measurement(const Measurement& measurement, std::vector<VerdictReason>& findings) {
  if (measurement.valid) return;
  for (const auto& reason : measurement.reasons) findings.push_back({3, "The measurement is invalid: " + reason});
  if (measurement.reasons.empty()) findings.push_back({3, "The measurement is invalid."});
}

VerdictReason finding_of(const ThresholdResult& result, const RunRecord& record) {
  const LeakRecord* gravest = gravest_leak(record);
  const bool about_leak = result.threshold.metric->kind == Metric::Kind::leak;
  if (!about_leak || !gravest) return {1, threshold_sentence(result)};
  const std::string sentence = leak_sentence(record, *gravest);
  if (gravest->verdict.verdict == Verdict::leaking) return {2, "leak: " + sentence};
  return {1, threshold_sentence(result) + ". " + sentence};
}

// A leak that was not shown is not one that is not there.
std::string left_open(const RunRecord& record) {
  const LeakRecord* gravest = gravest_leak(record);
  if (!gravest) return "";
  const Verdict verdict = gravest->verdict.verdict;
  if (verdict != Verdict::inconclusive && verdict != Verdict::suspected) return "";
  return fmt::format(" Whether {} leaks: {}.", gravest->unit == "bytes" ? "memory" : series_title(gravest->series),
                     to_string(verdict));
}

std::string all_held(const RunRecord& record) {
  const std::size_t count = record.thresholds.size();
  if (count == 0) return "No threshold was set." + left_open(record);
  if (count == 1) {
    return "The threshold held: " + record.thresholds.front().threshold.expression + "." + left_open(record);
  }
  return fmt::format("All {} thresholds held.", count) + left_open(record);
}

// One that is not shown is not held.
void add_rules(const RunRecord& record, std::vector<VerdictReason>& findings) {
  if (!record.rules) return;
  for (const auto& result : record.rules->results)
    if (result.state != RuleState::holds)
      findings.push_back({1, fmt::format("Rule {}: {} ({})", result.state == RuleState::broken ? "broken" : "not shown",
                                         result.rule, result.figure)});
}

void add_probes(const RunRecord& record, std::vector<VerdictReason>& findings) {
  if (!record.probes || !record.probes->is_wrong()) return;
  findings.push_back(
      {1, fmt::format("probes: {}: {}.", answers_verdict_words(record.probes->verdict), record.probes->reason)});
}

// The order of gravity is not that of the numbers: an error of ours hides what the target did.
int gravity_of(int exit_code) {
  switch (exit_code) {
    case 130:
      return 6;
    case 70:
      return 5;
    case 69:
    case 65:
      return 4;
    default:
      return exit_code;
  }
}

RunOutcome outcome_of(int exit_code) {
  switch (exit_code) {
    case 0:
      return RunOutcome::pass;
    case 1:
      return RunOutcome::fail;
    case 2:
      return RunOutcome::leak;
    case 3:
      return RunOutcome::invalid;
    case 130:
      return RunOutcome::interrupted;
    default:
      return RunOutcome::error;
  }
}

}  // namespace

RunVerdict verdict_of(std::vector<VerdictReason> findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const VerdictReason& a, const VerdictReason& b) {
    return gravity_of(a.exit_code) > gravity_of(b.exit_code);
  });
  RunVerdict verdict;
  verdict.exit_code = findings.front().exit_code;
  verdict.outcome = outcome_of(verdict.exit_code);
  for (auto& finding : findings) verdict.reasons.push_back(std::move(finding.reason));
  return verdict;
}

RunVerdict decide(const RunRecord& record, const Ending& ending) {
  std::vector<VerdictReason> findings;
  add_ending(record, ending, findings);
  add_after_all(record, findings);
  add_measurement(record.measurement, findings);
  for (const auto& result : record.thresholds)
    if (result.judged && !result.ok) findings.push_back(finding_of(result, record));
  add_rules(record, findings);
  add_probes(record, findings);
  if (findings.empty()) findings.push_back({0, all_held(record)});

  return verdict_of(std::move(findings));
}

}  // namespace plimsoll
