#pragma once

// Patterns of places that match none of some JSON values: most are spelled wrong. Pure functions; any thread.

#include "core/json/json_tree.h"
#include "engine/differences/compiled_rules.h"

#include <span>
#include <string>
#include <vector>

namespace plimsoll {

struct UnmatchedPattern {
  std::string pattern;
  std::string nearest{};  // a place that there is, in the form of the pattern; empty: none is near, or it is no path
};

// In the order of their texts. A filter is not looked at.
std::vector<UnmatchedPattern> unmatched_patterns(const CompiledRules& rules, std::span<const JsonTree* const> trees);

// "is it spelled right?", with the nearest place.
std::string advice_on(const UnmatchedPattern& pattern);

}  // namespace plimsoll
