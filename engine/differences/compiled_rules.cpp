#include "engine/differences/compiled_rules.h"

#include "core/json/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

namespace plimsoll {
namespace {

using nlohmann::json;
using Numbers = std::unordered_map<const json*, JsonTree::Id>;

// The same value in both forms, walked side by side.
void number_values(const JsonTree& tree, JsonTree::Id id, const json& value, Numbers& numbers) {
  numbers[&value] = id;
  std::size_t index = 0;
  tree.for_children(id, [&](JsonTree::Id child) {
    if (value.is_array() && index < value.size()) {
      number_values(tree, child, value[index++], numbers);
    } else if (value.is_object()) {
      const auto member = value.find(std::string(tree[child].name));
      if (member != value.end()) number_values(tree, child, *member, numbers);
    }
  });
}

Result<> add_patterns(const std::vector<std::string>& texts, Result<PlacePattern> (*compile)(std::string_view),
                      std::vector<PlacePattern>& into) {
  for (const auto& text : texts) {
    auto pattern = compile(text);
    if (pattern.has_error()) return pattern.error();
    into.push_back(*std::move(pattern));
  }
  return {};
}

Result<PlacePattern> compile_place(const std::string& text) {
  auto pattern = PlacePattern::compile(text);
  if (pattern && pattern->is_of_values())
    return invalid(fmt::format("a filter [?...] cannot be used here: \"{}\"; it can in ignore", text));
  return pattern;
}

}  // namespace

Result<CompiledRules> CompiledRules::compile(const ComparisonRules& rules) {
  if (const auto trouble = trouble_of(rules)) return invalid(trouble->key + " " + trouble->message);
  CompiledRules compiled;
  compiled.rules = rules;
  for (const auto kind : rules.only) compiled.counted.at(static_cast<std::size_t>(kind)) = true;
  if (rules.only.empty()) compiled.counted.fill(true);
  if (auto done = add_patterns(rules.ignored, PlacePattern::compile, compiled.ignored); done.has_error())
    return done.error();
  for (const auto& pattern : compiled.ignored)
    if (pattern.is_of_values()) {
      auto filter = JsonPath::compile(pattern.text());
      if (filter.has_error()) return filter.error();
      compiled.filters.push_back(*std::move(filter));
    }
  std::erase_if(compiled.ignored, [](const PlacePattern& pattern) { return pattern.is_of_values(); });
  for (const auto& [texts, compile] : {std::pair{&rules.ignored_globs, &PlacePattern::compile_glob},
                                       std::pair{&rules.ignored_regexes, &PlacePattern::compile_regex}})
    if (auto done = add_patterns(*texts, compile, compiled.ignored_texts); done.has_error()) return done.error();
  for (const auto& place : rules.ignore_order_at) {
    auto pattern = compile_place(place);
    if (pattern.has_error()) return pattern.error();
    compiled.unordered.push_back(*std::move(pattern));
  }
  for (const auto& [place, tolerance] : rules.tolerance_at) {
    auto pattern = compile_place(place);
    if (pattern.has_error()) return pattern.error();
    compiled.tolerances.push_back({*std::move(pattern), tolerance});
  }
  return compiled;
}

std::vector<JsonTree::Id> CompiledRules::filtered_places(const JsonTree& tree, std::string_view text) const {
  std::vector<JsonTree::Id> places;
  if (filters.empty()) return places;
  const auto value = parse_json(text);
  if (value.is_discarded()) return places;  // numbers that only the tree can hold
  Numbers numbers;
  number_values(tree, 0, value, numbers);
  for (const auto& filter : filters)
    for (const auto* place : filter.select(value))
      if (const auto found = numbers.find(place); found != numbers.end()) places.push_back(found->second);
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace plimsoll
