#include "engine/differences/json_comparison.h"

#include "engine/differences/deepdiff_walk.h"

#include <array>
#include <utility>

namespace plimsoll {
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

std::vector<UnmatchedPattern> JsonComparison::patterns_without_place(const Side& expected, const Side& actual) const {
  const std::array<const JsonTree*, 2> trees = {&expected.tree, &actual.tree};
  return unmatched_patterns(*rules_, trees);
}

}  // namespace plimsoll
