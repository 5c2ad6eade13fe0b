#include "conduct/expected_places.h"

#include "core/json/json.h"
#include "core/json/json_tree.h"
#include "engine/differences/compiled_rules.h"
#include "engine/differences/unmatched_patterns.h"
#include "scenarios/quality/row_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::size_t kLinesLookedAt = 100;

struct ExpectedAnswers {
  const ComparisonRules& rules;
  std::vector<std::string_view> texts;
  std::string_view label;
};

void add_warnings(const ExpectedAnswers& expected, const std::string& request, std::vector<std::string>& warnings) {
  const auto rules = CompiledRules::compile(expected.rules);
  if (rules.has_error()) return;  // the parser has refused it
  std::vector<JsonTree> trees(expected.texts.size());
  std::vector<const JsonTree*> parsed;
  for (std::size_t i = 0; i < trees.size(); ++i)
    if (trees[i].parse(expected.texts[i])) parsed.push_back(&trees[i]);
  for (const auto& one : unmatched_patterns(*rules, parsed)) {
    auto warning = fmt::format("{}: body_like: \"{}\" is no place of {}: {}", request, one.pattern,
                               expected.label.empty() ? "what is expected" : expected.label, advice_on(one));
    if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(std::move(warning));
  }
}

void look_at_step(const RequestTemplate& step, std::vector<std::string>& warnings) {
  for (const auto& check : step.checks) {
    const auto* whole = std::get_if<JsonEqualsCheck>(&check);
    if (whole == nullptr || !whole->value) continue;
    const auto text = whole->text ? *whole->text : to_text(*whole->value);
    add_warnings({whole->rules, {text}, whole->label}, step.name, warnings);
  }
  if (!step.by_row || !step.by_row->like) return;
  const auto& like = *step.by_row->like;
  const auto count = std::min(like.lines->size(), kLinesLookedAt);
  const auto end = like.lines->begin() + static_cast<std::ptrdiff_t>(count);
  add_warnings({like.rules, {like.lines->begin(), end}, like.label}, step.name, warnings);
}

}  // namespace

std::vector<std::string> place_warnings(const Scenario& scenario) {
  std::vector<std::string> warnings;
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps) look_at_step(step, warnings);
  return warnings;
}

}  // namespace plimsoll
