#pragma once

// The rules of a comparison as options of a command: the keys of `body_like`, with dashes. Used while a command reads
// its options; one thread.

#include "cli/options/given_options.h"
#include "cli/options/option_reader.h"
#include "cli/options/option_rows.h"
#include "scenarios/comparing/comparison_rules.h"

#include <vector>

namespace plimsoll {

const std::vector<OptionRow>& comparison_options();

// What is wrong with them goes to the reader's problems.
ComparisonRules read_comparison_rules(const GivenOptions& given, OptionReader& read);

}  // namespace plimsoll
