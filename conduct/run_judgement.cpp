#include "conduct/run_judgement.h"

#include "core/time.h"
#include "engine/load/rest_plan.h"
#include "reports/verdict/threshold_evaluation.h"

namespace plimsoll {
namespace {

JudgedLoad judged_load(const Scenario& scenario, const RunRecord& record) {
  JudgedLoad load{record.request_names};
  const RestPlan plan(scenario.load);
  for (const auto& [begin, end] : plan.rests())
    if (to_seconds(end) <= record.duration_s) load.rests.push_back({to_seconds(begin), to_seconds(end)});
  return load;
}

}  // namespace

void judge_memory(const Scenario& scenario, MonitorGroup& monitors, RunRecord& record) {
  monitors.judge(judged_load(scenario, record), record);
}

void judge_run(const Scenario& scenario, const Ending& ending, RunRecord& record) {
  const auto thresholds = with_defaults(scenario.thresholds, !record.monitors.empty());
  record.thresholds = evaluate_thresholds(thresholds, record);
  record.verdict = decide(record, ending);
}

void judge_so_far(const Scenario& scenario, const MonitorGroup& monitors, RunRecord& so_far) {
  monitors.judge_so_far(judged_load(scenario, so_far), so_far);
  judge_run(scenario, {}, so_far);
}

}  // namespace plimsoll
