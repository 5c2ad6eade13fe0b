#pragma once

// A scenario file (YAML; JSON is a part of it) into a Scenario. Reads the files that the scenario names, nothing else;
// no threads, no network. Every finding is told at once, each with its place.

#include "scenarios/environment.h"
#include "scenarios/finding.h"
#include "scenarios/scenario.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ParseInput {
  std::string text;
  std::string file_name;         // for places
  std::filesystem::path folder;  // relative files start here
  Environment environment = process_environment();
  std::vector<std::string> overrides;  // "load.users=5", from --set: applied before anything is checked
};

struct ParseOutcome {
  std::optional<Scenario> scenario;  // absent if there are findings
  std::vector<Finding> findings;
  std::vector<std::string> warnings;
};

ParseOutcome parse_scenario(const ParseInput& input);

// Reads the file and parses it; an unreadable file is a finding.
ParseOutcome load_scenario(const std::filesystem::path& file, std::vector<std::string> overrides);

}  // namespace plimsoll
