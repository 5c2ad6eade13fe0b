#pragma once

// The Scenario that the options of `run` make: alone for a URL, or over a scenario file. An option beats its
// environment variable, that beats the scenario, that the default.

#include "cli/given_options.h"
#include "conduct/conductor.h"
#include "scenarios/finding.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// A scenario ready to run, or everything that is wrong with what was given.
struct Plan {
  std::optional<Scenario> scenario;
  RunSettings settings;
  bool quiet = false;             // nothing but problems
  bool live = true;               // a view while it goes on
  bool inspect = false;           // a managed target is left running at the end
  std::vector<Finding> findings;  // of the scenario or its files: exit 65
  std::vector<Finding> usage;     // of the command line: exit 64
  std::vector<std::string> warnings;
};

Plan build_plan(const GivenOptions& given);

// The file's scenario, or the one that a URL alone makes; for `check`, which has no other options.
bool looks_like_url(const std::string& source);

}  // namespace plimsoll
