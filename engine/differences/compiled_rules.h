#pragma once

// The rules of a comparison with their patterns compiled. Immutable; any thread.

#include "core/error.h"
#include "core/json/json_tree.h"
#include "scenarios/comparing/comparison_rules.h"
#include "scenarios/comparing/place_pattern.h"
#include "scenarios/json_path.h"

#include <array>
#include <string>
#include <vector>

namespace plimsoll {

struct CompiledTolerance {
  PlacePattern place;
  NumberTolerance tolerance;
};

struct CompiledRules {
  // Error: a pattern that does not compile, or a rule that says nothing in the dialect.
  static Result<CompiledRules> compile(const ComparisonRules& rules);

  bool counts(DifferenceKind kind) const noexcept { return counted[static_cast<std::size_t>(kind)]; }
  bool ignores_anything() const noexcept { return !ignored.empty() || !ignored_texts.empty() || !filters.empty(); }
  // Those that a filter means, sorted; `text` is what the tree was parsed of.
  std::vector<JsonTree::Id> filtered_places(const JsonTree& tree, std::string_view text) const;

  ComparisonRules rules;
  std::array<bool, kDifferenceNames.size()> counted{};
  std::vector<PlacePattern> ignored;
  std::vector<PlacePattern> ignored_texts;  // globs and expressions
  std::vector<JsonPath> filters;            // ignored, with [?...]
  std::vector<CompiledTolerance> tolerances;
  std::vector<PlacePattern> unordered;
};

}  // namespace plimsoll
