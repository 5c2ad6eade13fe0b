#include "scenarios/reading/probe_rules.h"

#include "core/nearest_name.h"
#include "scenarios/document/document_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace plimsoll {
namespace {

bool is_about_probes(const Threshold& threshold) { return threshold.metric->key.starts_with("probes_"); }

const RequestTemplate* probed_request(const Scenario& scenario) {
  const auto& wanted = scenario.probes->request;
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps)
      if (wanted.empty() || step.name == wanted) return &step;
  return nullptr;
}

}  // namespace

std::vector<Finding> probe_findings(const Scenario& scenario) {
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < scenario.thresholds.size(); ++i) {
    const auto& threshold = scenario.thresholds[i];
    if (!is_about_probes(threshold)) continue;
    const auto path = path_to_item("thresholds", i);
    if (!scenario.probes)
      findings.push_back({"", path, fmt::format("{}: there are no probes: add `probes`", threshold.expression)});
    else if (!threshold.request.empty())
      findings.push_back(
          {"", path, fmt::format("{}: probes are of one request: leave out \"of\"", threshold.expression)});
  }
  if (!scenario.probes) return findings;
  const auto* request = probed_request(scenario);
  if (request == nullptr) {
    std::vector<std::string> names;
    for (const auto& task : scenario.tasks)
      for (const auto& step : task.steps) names.push_back(step.name);
    const std::vector<std::string_view> known(names.begin(), names.end());
    const auto& wanted = scenario.probes->request;
    findings.push_back({"", "probes.request",
                        wanted.empty()
                            ? std::string("there is no request to ask again and again")
                            : fmt::format(R"(there is no request named "{}"{})", wanted, name_advice(wanted, known))});
    return findings;
  }
  if (request->stream)
    findings.push_back(
        {"", "probes.request",
         fmt::format("the answers of {} come as a stream, which is not kept: choose another request", request->name)});
  return findings;
}

}  // namespace plimsoll
