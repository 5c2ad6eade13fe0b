#include "scenarios/reading/stream_thresholds.h"

#include "scenarios/document/document_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace plimsoll {
namespace {

bool is_of_streams(std::string_view metric) {
  constexpr std::array<std::string_view, 5> kFamilies = {"ttft_", "first_text_", "gap_", "time_per_token_",
                                                         "tokens_per_second"};
  return std::any_of(kFamilies.begin(), kFamilies.end(), [&](auto family) { return metric.starts_with(family); });
}

// Of that name; of any where it is empty. One that there is not, others tell.
bool streams(const Scenario& scenario, const std::string& request) {
  bool is_known = request.empty();
  bool is_stream = false;
  for (const auto* task : scenario.user_tasks())
    for (const auto& step : task->steps) {
      if (!request.empty() && step.name != request) continue;
      is_known = true;
      is_stream = is_stream || step.stream.has_value();
    }
  return is_stream || !is_known;
}

}  // namespace

std::vector<Finding> stream_threshold_findings(const Scenario& scenario) {
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < scenario.thresholds.size(); ++i) {
    const auto& threshold = scenario.thresholds[i];
    if (!is_of_streams(threshold.metric->name) || streams(scenario, threshold.request)) continue;
    const auto who = threshold.request.empty() ? "no request is" : fmt::format("{} is not", threshold.request);
    findings.push_back({"", path_to_item("thresholds", i),
                        fmt::format("{}: {} answered by a stream: write stream: sse there, or remove this",
                                    threshold.expression, who)});
  }
  return findings;
}

}  // namespace plimsoll
