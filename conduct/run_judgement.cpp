#include "conduct/run_judgement.h"

#include "conduct/audits/rules_facts.h"
#include "core/time.h"
#include "engine/load/rest_plan.h"
#include "reports/rules/rules_judgement.h"
#include "reports/verdict/threshold_evaluation.h"
#include "reports/words/text.h"
#include "scenarios/cases/case_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace plimsoll {
namespace {

JudgedLoad judged_load(const Scenario& scenario, const RunRecord& record) {
  JudgedLoad load{record.request_names};
  const RestPlan plan(scenario.load);
  for (const auto& [begin, end] : plan.rests())
    if (to_seconds(end) <= record.duration_s) load.rests.push_back({to_seconds(begin), to_seconds(end)});
  if (record.segments.size() > 1) load.segments = record.segments;
  return load;
}

// Which versions there were, where they are told.
void tell_segments(RunRecord& record) {
  const auto& segments = record.segments;
  if (segments.empty()) return;
  record.environment.emplace_back("target version", segments.back().version);
  if (segments.size() < 2) return;
  constexpr std::size_t kMostTold = 10;
  std::string told;
  for (std::size_t i = 0; i < std::min(segments.size(), kMostTold); ++i)
    told += fmt::format("{}{} from {} on", i == 0 ? "" : ", ", segments[i].version, seconds_text(segments[i].from_s));
  if (segments.size() > kMostTold) told += fmt::format(", and {} more", segments.size() - kMostTold);
  record.measurement.notes.push_back(
      fmt::format("the target was redeployed while the load went on: {}; memory is judged for each by itself, "
                  "thresholds for all of it",
                  told));
}

// Among its load.
bool has_cases(const Scenario& scenario) {
  return std::any_of(scenario.tasks.begin(), scenario.tasks.end(), [&](const Task& task) {
    return std::any_of(task.steps.begin(), task.steps.end(), sends_bad_cases);
  });
}

// What was audited before it is judged.
std::optional<CacheAudit> audit_of(const RunRecord& record) {
  return record.rules ? record.rules->audit : std::nullopt;
}

}  // namespace

void judge_memory(const Scenario& scenario, MonitorGroup& monitors, RunRecord& record) {
  monitors.judge(judged_load(scenario, record), record);
  tell_segments(record);
}

void judge_run(const Scenario& scenario, const Ending& ending, RunRecord& record) {
  const auto thresholds = with_defaults(scenario.thresholds, {!record.monitors.empty(), has_cases(scenario)});
  record.thresholds = evaluate_thresholds(thresholds, record);
  if (scenario.rules) record.rules = judge_rules(record, rules_facts(scenario), audit_of(record));
  record.verdict = decide(record, ending);
}

void judge_so_far(const Scenario& scenario, const MonitorGroup& monitors, RunRecord& so_far) {
  monitors.judge_so_far(judged_load(scenario, so_far), so_far);
  tell_segments(so_far);
  judge_run(scenario, {}, so_far);
}

}  // namespace plimsoll
