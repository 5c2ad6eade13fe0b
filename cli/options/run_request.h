#pragma once

// What `run` was asked for: the Scenario of a file or of a URL with every option in it, and how it is run and shown. An
// option beats its environment variable, that beats the scenario, that the default. A value; one thread.

#include "cli/options/given_options.h"
#include "conduct/conductor.h"
#include "scenarios/finding.h"
#include "scenarios/permissions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct RunRequest {
  std::optional<Scenario> scenario;  // absent if there are findings
  RunSettings settings;
  bool quiet = false;                      // nothing but problems
  bool live = true;                        // a view while it goes on
  bool inspect = false;                    // a managed target is left running at the end
  std::optional<std::uint16_t> page_port;  // of --serve; 0: any free one
  Permissions allowed{};                   // but for what --deny takes away
  std::vector<Finding> findings;           // all that is wrong, of the command line first
  std::vector<std::string> warnings;

  ErrorKind trouble() const;  // what the findings are: usage if one of them is, else an invalid scenario
};

RunRequest read_run_request(const GivenOptions& given);

}  // namespace plimsoll
