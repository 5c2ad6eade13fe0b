#include "record/flow_record.h"

#include <algorithm>
#include <numeric>

namespace plimsoll {

std::uint64_t FlowRecord::failed() const {
  return std::accumulate(failed_at.begin(), failed_at.end(), std::uint64_t{0});
}

std::string FlowRecord::weakest_step() const {
  const auto most = std::max_element(failed_at.begin(), failed_at.end());
  if (most == failed_at.end() || *most == 0) return "";
  const auto place = static_cast<std::size_t>(most - failed_at.begin());
  return place < steps.size() ? steps[place] : "login";
}

void FlowRecord::merge(const FlowRecord& other) {
  if (steps.size() < other.steps.size()) steps = other.steps;
  begun += other.begun;
  completed += other.completed;
  unfinished += other.unfinished;
  failed_at.resize(std::max(failed_at.size(), other.failed_at.size()));
  for (std::size_t i = 0; i < other.failed_at.size(); ++i) failed_at[i] += other.failed_at[i];
  duration.merge(other.duration);
}

RequestStats stats_of_flows(const std::vector<FlowRecord>& flows, const std::string& name) {
  RequestStats stats;
  for (const auto& flow : flows) {
    if (name.empty() ? flow.is_login : flow.name != name) continue;
    stats.requests += flow.completed + flow.failed();
    stats.failures += flow.failed();
    stats.response_time.merge(flow.duration);
  }
  return stats;
}

void merge_flows(std::vector<FlowRecord>& into, const std::vector<FlowRecord>& from) {
  for (const auto& flow : from) {
    const auto same = std::find_if(into.begin(), into.end(), [&](const auto& one) { return one.name == flow.name; });
    if (same == into.end())
      into.push_back(flow);
    else
      same->merge(flow);
  }
}

std::string shown_name(const std::vector<FlowRecord>& flows, const std::string& request) {
  for (const auto& flow : flows) {
    if (flow.steps.size() < 2 || std::find(flow.steps.begin(), flow.steps.end(), request) == flow.steps.end()) continue;
    const auto own = request.starts_with(flow.name + ": ") ? request.substr(flow.name.size() + 2) : request;
    return flow.name + " / " + own;
  }
  return request;
}

}  // namespace plimsoll
