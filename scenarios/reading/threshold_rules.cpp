#include "scenarios/reading/threshold_rules.h"

#include "record/metric.h"
#include "scenarios/cases/case_plan.h"
#include "scenarios/document/document_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::string_view kGoodput = "goodput";

bool is_of_streams(std::string_view metric) {
  constexpr std::array<std::string_view, 5> kFamilies = {"ttft_", "first_text_", "gap_", "time_per_token_",
                                                         "tokens_per_second"};
  return std::any_of(kFamilies.begin(), kFamilies.end(), [&](auto family) { return metric.starts_with(family); });
}

// Of the requests of that name, of all where it is empty, one is like that. Where there is none, others tell.
template <typename Is>
bool any_is(const Scenario& scenario, const std::string& request, Is is) {
  bool is_known = request.empty();
  bool found = false;
  for (const auto* task : scenario.user_tasks())
    for (const auto& step : task->steps) {
      if (!request.empty() && step.name != request) continue;
      is_known = true;
      found = found || is(step);
    }
  return found || !is_known;
}

bool streams(const RequestTemplate& step) { return step.stream.has_value(); }
bool has_limits(const RequestTemplate& step) { return step.stream && step.stream->limits.any(); }

// Nothing: it can be held.
std::string trouble(const Scenario& scenario, const Threshold& threshold) {
  const auto& request = threshold.request;
  if (is_of_streams(threshold.metric->name) && !any_is(scenario, request, streams))
    return fmt::format("{} answered by a stream: write stream: sse there, or remove this",
                       request.empty() ? "no request is" : fmt::format("{} is not", request));
  if (threshold.metric->name.starts_with(kGoodput) && !any_is(scenario, request, has_limits))
    return fmt::format(R"({} to meet: say them, like slo: {{ttft: "< 300ms"}}, beside stream)",
                       request.empty() ? "no request has limits" : fmt::format(R"("{}" has no limits)", request));
  if (threshold.metric == metric_named("failed_cases") && !any_is(scenario, request, sends_bad_cases))
    return fmt::format("{} bad requests in the load: give its cases a share, like share: 5%, or remove this",
                       request.empty() ? "no request has" : fmt::format(R"("{}" has no)", request));
  return "";
}

}  // namespace

std::vector<Finding> threshold_findings(const Scenario& scenario) {
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < scenario.thresholds.size(); ++i) {
    const auto& threshold = scenario.thresholds[i];
    const auto found = trouble(scenario, threshold);
    if (!found.empty())
      findings.push_back({"", path_to_item("thresholds", i), fmt::format("{}: {}", threshold.expression, found)});
  }
  return findings;
}

}  // namespace plimsoll
