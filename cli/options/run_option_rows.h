#pragma once

// The options of `run`: one row each, in the order of its help. A row that names a path of the scenario is all of its
// option: the table that reads the path in a file reads, checks and words what the option gives. Immutable; any thread.

#include "cli/options/option_rows.h"
#include "cli/options/option_values.h"
#include "scenarios/document/overrides.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct ScenarioValue {
  std::string path{};  // "load.users"; "": no value of the scenario
  MakeValue value = as_text;
  Override::How how = Override::How::replace;
  std::vector<std::string> instead_of{};  // what of a file goes
  bool of_the_load = false;               // of the only one
  std::string_view not_with_file{};       // why, where it does not go with a scenario file
  std::string_view not_with_url{};
};

struct RunOption {
  OptionRow row;
  ScenarioValue scenario{};
};

const std::vector<RunOption>& run_options();
const std::vector<OptionRow>& run_option_rows();

}  // namespace plimsoll
