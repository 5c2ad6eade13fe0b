#include "reports/words/flow_words.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

namespace plimsoll {

std::vector<FlowRow> flow_table(const RunRecord& record) {
  std::vector<FlowRow> rows;
  for (const auto& flow : record.flows) {
    auto& row = rows.emplace_back();
    row.name = flow.name;
    row.begun = format_count(flow.begun);
    row.completed = format_count(flow.completed);
    row.failed = format_count(flow.failed());
    row.is_good = flow.failed() == 0;
    row.at = flow.weakest_step();
    row.duration = summarize(flow.duration);
  }
  return rows;
}

std::string unfinished_flows(const RunRecord& record) {
  std::string text;
  for (const auto& flow : record.flows)
    if (flow.unfinished > 0)
      text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", format_count(flow.unfinished), flow.name);
  return text.empty() ? "" : fmt::format("Under way as the load ended, or ended by a fault on purpose: {}.", text);
}

std::vector<std::string> once_sentences(const RunRecord& record) {
  std::vector<std::string> sentences;
  for (const auto& once : record.once) {
    const auto status = once.status == 0 ? "no answer" : fmt::format("status {}", once.status);
    const auto failure = once.failure.empty() ? "" : ", failed: " + once.failure;
    sentences.push_back(
        fmt::format("{}, {}: {} in {}{}.", once.when, once.request, status, milliseconds_text(once.time_ms), failure));
  }
  return sentences;
}

std::vector<std::string> shown_names(const RunRecord& record) {
  std::vector<std::string> names;
  for (const auto& name : record.request_names) names.push_back(shown_name(record.flows, name));
  return names;
}

}  // namespace plimsoll
