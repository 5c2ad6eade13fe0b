#include "engine/differences/json_comparison.h"

#include "engine/differences/deepdiff_walk.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

void collect_places(const JsonTree& tree, JsonTree::Id id, std::vector<PlaceSegment>& place,
                    const std::vector<PlacePattern>& patterns, std::set<std::string>& unmatched) {
  if (unmatched.empty()) return;
  for (const auto& pattern : patterns) {
    if (!unmatched.contains(pattern.text())) continue;
    const bool found = pattern.is_of_text()
                           ? pattern.matches(path_text(place)) || pattern.matches(deepdiff_path_text(place, true))
                           : pattern.matches(place);
    if (found) unmatched.erase(pattern.text());
  }
  std::size_t index = 0;
  tree.for_children(id, [&](JsonTree::Id child) {
    const auto& parent = tree[id];
    place.push_back({tree[child].name, index++, parent.count, parent.kind == JsonKind::array});
    collect_places(tree, child, place, patterns, unmatched);
    place.pop_back();
  });
}

}  // namespace

Result<JsonComparison> JsonComparison::make(const ComparisonRules& rules) {
  auto compiled = CompiledRules::compile(rules);
  if (compiled.has_error()) return compiled.error();
  return JsonComparison(std::make_shared<const CompiledRules>(*std::move(compiled)));
}

std::vector<Difference> JsonComparison::differences(const Side& expected, const Side& actual, std::size_t limit) const {
  const ComparedTrees trees{expected.tree, actual.tree, rules_->filtered_places(expected.tree, expected.text),
                            rules_->filtered_places(actual.tree, actual.text)};
  if (rules_->rules.is_deepdiff()) {
    auto found = DeepDiffWalk(*rules_, trees).take();
    if (found.size() > limit) found.resize(limit);
    return found;
  }
  SoundScratch scratch;
  return SoundWalk(*rules_, trees, scratch, limit).take();
}

bool JsonComparison::are_alike(const Side& expected, const Side& actual, SoundScratch& scratch) const {
  if (rules_->rules.is_deepdiff()) return differences(expected, actual, 1).empty();
  const ComparedTrees trees{expected.tree, actual.tree, rules_->filtered_places(expected.tree, expected.text),
                            rules_->filtered_places(actual.tree, actual.text)};
  return SoundWalk(*rules_, trees, scratch, 1).finds_nothing();
}

std::unique_ptr<const TextLikeness> JsonComparison::text_likeness(const Side& expected, const Side& known) const {
  return TextLikeness::make(*rules_, expected.tree, known.tree, known.text,
                            rules_->filtered_places(known.tree, known.text));
}

std::vector<std::string> JsonComparison::patterns_without_place(const Side& expected, const Side& actual) const {
  auto patterns = rules_->ignored;
  const auto add = [&](const std::vector<PlacePattern>& more) {
    patterns.insert(patterns.end(), more.begin(), more.end());
  };
  add(rules_->ignored_texts);
  add(rules_->unordered);
  for (const auto& [place, tolerance] : rules_->tolerances) patterns.push_back(place);
  std::set<std::string> unmatched;
  for (const auto& pattern : patterns) unmatched.insert(pattern.text());
  for (const auto* tree : {&expected.tree, &actual.tree}) {
    std::vector<PlaceSegment> place;
    collect_places(*tree, 0, place, patterns, unmatched);
  }
  return {unmatched.begin(), unmatched.end()};
}

}  // namespace plimsoll
