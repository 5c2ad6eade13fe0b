#include "scenarios/comparing/comparison_rules.h"

#include <algorithm>

namespace plimsoll {

std::optional<RuleTrouble> trouble_of(const ComparisonRules& rules) {
  if (rules.is_deepdiff()) {
    constexpr auto kNot = "has no meaning in DeepDiff: leave `like` out, or this";
    if (rules.tolerance.relative) return RuleTrouble{"relative_tolerance", kNot};
    if (!rules.tolerance_at.empty()) return RuleTrouble{"tolerance_at", kNot};
    if (rules.text_numbers) return RuleTrouble{"text_numbers", kNot};
    if (rules.log_scale && rules.like == ComparisonDialect::deepdiff_6)
      return RuleTrouble{"log_scale_similarity_threshold", "is not in DeepDiff 6: write like: deepdiff"};
    return std::nullopt;
  }
  const auto has_digits = [](const PlaceTolerance& one) { return one.tolerance.significant_digits.has_value(); };
  if (rules.scientific && !rules.tolerance.significant_digits &&
      std::none_of(rules.tolerance_at.begin(), rules.tolerance_at.end(), has_digits))
    return RuleTrouble{"number_format_notation", "says which digits are counted: set significant_digits too"};
  if (rules.zip_ordered_iterables)
    return RuleTrouble{"zip_ordered_iterables", "is DeepDiff's; without `like: deepdiff` lists are compared by index"};
  if (rules.log_scale)
    return RuleTrouble{"log_scale_similarity_threshold",
                       "is DeepDiff's; write like: deepdiff, or relative_tolerance instead"};
  return std::nullopt;
}

}  // namespace plimsoll
