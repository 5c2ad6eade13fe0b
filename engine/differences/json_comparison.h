#pragma once

// Two JSON values held against each other by the rules of a comparison. Compiled once, then immutable and shared by
// threads; each thread gives its own workspace.

#include "core/error.h"
#include "core/json/json_tree.h"
#include "engine/differences/compiled_rules.h"
#include "engine/differences/difference.h"
#include "engine/differences/sound_walk.h"
#include "engine/differences/text_likeness.h"
#include "engine/differences/unmatched_patterns.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace plimsoll {

class JsonComparison {
 public:
  // Error: a pattern that does not compile, or a rule that says nothing in the dialect.
  static Result<JsonComparison> make(const ComparisonRules& rules);

  // A JSON text that was parsed: what a filter means is looked for in the text.
  struct Side {
    const JsonTree& tree;
    std::string_view text;
  };

  // The first of them up to the limit, in the order of the expected text; of DeepDiff by kind. Neither is empty.
  std::vector<Difference> differences(const Side& expected, const Side& actual, std::size_t limit) const;
  // Whether there are none: allocates nothing, once the scratch has grown, but for DeepDiff's dialect and for globs,
  // expressions and filters.
  bool are_alike(const Side& expected, const Side& actual, SoundScratch& scratch) const;

  // `known` is alike: answers whose texts differ from it a little are then known to be so without parsing. Null: texts
  // cannot tell.
  std::unique_ptr<const TextLikeness> text_likeness(const Side& expected, const Side& known) const;

  const ComparisonRules& rules() const noexcept { return rules_->rules; }
  // Patterns that match no place of either side.
  std::vector<UnmatchedPattern> patterns_without_place(const Side& expected, const Side& actual) const;

 private:
  explicit JsonComparison(std::shared_ptr<const CompiledRules> rules) : rules_(std::move(rules)) {}

  std::shared_ptr<const CompiledRules> rules_;
};

}  // namespace plimsoll
