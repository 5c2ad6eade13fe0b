#include "scenarios/quality/line_numbers.h"

#include "scenarios/document/document_path.h"
#include "scenarios/feeders/row_block.h"
#include "scenarios/quality/row_rules.h"
#include "scenarios/templates/varying_insertions.h"

#include <fmt/format.h>

#include <set>
#include <string>

namespace plimsoll {

LineNumbers line_numbers_of(const RequestTemplate& request, const VaryingParts& parts) {
  if (request.bodies.payloads.size() > 1) return {};
  std::set<std::size_t> feeders;
  bool has_one_row = true;
  for_each_insertion(parts, [&](const Insertion& insertion) {
    if (insertion.source != Insertion::Source::column) return;
    feeders.insert(insertion.feeder);
    has_one_row = has_one_row && insertion.row == 0;
  });
  if (feeders.empty()) return {};
  if (feeders.size() > 1 || !has_one_row) return {LineNumbers::By::unclear, 0};
  return {LineNumbers::By::rows, *feeders.begin()};
}

std::vector<Finding> line_findings(const Scenario& scenario) {
  std::vector<Finding> findings;
  const auto look_at = [&](const RowRules& rules, const std::string& path) {
    if (!rules.feeder_of_lines) return;
    const auto& feeder = scenario.feeders[*rules.feeder_of_lines];
    if (!feeder.rows) return;  // it is read while the load goes on
    const auto rows = feeder.rows->rows();
    const auto compare = [&](const JsonLines& lines, const std::string& key) {
      if (lines && lines->size() != rows)
        findings.push_back({"", path + "." + key,
                            fmt::format("has {} lines for the {} rows of {}: expected one for each, in their order",
                                        lines->size(), rows, feeder.label)});
    };
    if (rules.like) compare(rules.like->lines, "expect.body_like.lines");
    for (const auto& check : rules.checks)
      compare(check.value.lines, fmt::format("expect.json[\"{}\"].lines", check.path));
    if (rules.quality) compare(rules.quality->label.lines, "quality.labels");
  };
  for (std::size_t i = 0; i < scenario.tasks.size(); ++i) {
    const auto& steps = scenario.tasks[i].steps;
    for (std::size_t j = 0; j < steps.size(); ++j) {
      const auto path = path_to_item("requests", i);
      if (steps[j].by_row) look_at(*steps[j].by_row, steps.size() == 1 ? path : path_to_item(path + ".steps", j));
    }
  }
  return findings;
}

}  // namespace plimsoll
