#pragma once

// What `body_like` is to leave out of answers that were asked for several times: places that vary, numbers that vary
// slightly, lists that come in another order. Pure; any thread.

#include "scenarios/comparing/comparison_rules.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct AnswerProposal {
  ComparisonRules rules;  // ignored, tolerance_at, ignore_order
  bool is_of_json = true;
  bool is_alike_by_row = true;  // one expected answer is enough for all rows
};

// `rows`: of each row the answers that came, at least one.
AnswerProposal propose(const std::vector<std::vector<std::string>>& rows);

// The lines for the scenario, each with so many blanks before it. `file`: the one answer, or a line for each row.
std::string lines_of(const AnswerProposal& proposal, std::string_view file, std::size_t indent);

}  // namespace plimsoll
