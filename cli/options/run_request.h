#pragma once

// What `run` was asked for: the Scenario of a file or of a URL with every option in it, and how it is run and shown. An
// option beats its environment variable, that beats the scenario, that the default. A value; one thread.

#include "cli/options/given_options.h"
#include "conduct/conductor.h"
#include "scenarios/finding.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct RunRequest {
  std::optional<Scenario> scenario;  // absent if there are findings
  RunSettings settings;
  bool quiet = false;             // nothing but problems
  bool live = true;               // a view while it goes on
  bool inspect = false;           // a managed target is left running at the end
  std::vector<Finding> findings;  // all that is wrong, of the command line first
  std::vector<std::string> warnings;

  ErrorKind trouble() const;  // what the findings are: usage if one of them is, else an invalid scenario
};

RunRequest read_run_request(const GivenOptions& given);

}  // namespace plimsoll
