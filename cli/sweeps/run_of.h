#pragma once

// The options of `run` for commands that make several runs of one scenario, with options of their own instead of some.
// Functions; one thread.

#include "cli/options/given_options.h"
#include "cli/options/option_rows.h"
#include "cli/options/run_request.h"
#include "scenarios/scenario.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

// Those of `run` but for the ones of the same name as `own` and the ones in `without`; SCENARIO first, then `own`.
std::vector<OptionRow> rows_of_run(const std::vector<OptionRow>& own, const std::vector<std::string_view>& without);

// What was given of them, as to `run`, and `fixed` values, which are the command's own.
GivenOptions run_options_of(const GivenOptions& given, const std::vector<OptionRow>& rows,
                            const std::vector<std::pair<std::string, std::string>>& fixed);

// The record says what was typed: the command instead of the `run` that was made of it.
void name_command(const GivenOptions& given, std::string_view command, const GivenOptions& run, Scenario& scenario);

}  // namespace plimsoll
