#include "engine/results/flow_rows.h"

#include <algorithm>
#include <utility>

namespace plimsoll {

std::vector<FlowRecord> flow_rows(const Scenario& scenario) {
  std::vector<FlowRecord> rows;
  for (const auto* task : scenario.user_tasks()) {
    const bool is_login = scenario.login && task == &*scenario.login;
    if (!is_login && !is_flow(*task)) continue;
    auto& row = rows.emplace_back();
    row.name = task->name;
    row.is_login = is_login;
    for (const auto& step : task->steps) row.steps.push_back(step.name);
    row.failed_at.resize(row.steps.size());
  }
  return rows;
}

std::vector<FlowRecord> counted_flows(std::vector<FlowRecord> rows, const Recorder& recorder) {
  const auto& counted = recorder.flows();
  for (std::size_t i = 0; i < std::min(rows.size(), counted.size()); ++i) rows[i].merge(counted[i]);
  return rows;
}

}  // namespace plimsoll
