#pragma once

// A scenario file (YAML; JSON is a part of it) into a Scenario. Reads the files that the scenario names, nothing else;
// no threads, no network. Every finding is told at once, each with its place.

#include "scenarios/scenario.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct Finding {
  std::string place;         // "soak.yaml:14" or "--wait"
  std::string path;          // "requests[2].expect.status"; may be empty
  std::string message;       // "expected 100 to 599, got 20000"
  std::string text() const;  // "soak.yaml:14: requests[2].expect.status: expected ..."
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

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

// Cross-field rules that hold for every Scenario, wherever it came from (file or options). Without a place; the path is
// that of a scenario file. parse_scenario has asked this already.
std::vector<Finding> validate(const Scenario& scenario);

// What is allowed, but seldom meant. parse_scenario has put it into its warnings already.
std::vector<Finding> advise(const Scenario& scenario);

// The short forms of a wait: "1s" and "3s..5s".
Result<Wait> parse_wait(std::string_view text);

// The JSON Schema (2020-12) and the reference table of docs/scenario.md, both generated from the parser's field table.
std::string scenario_schema();
std::string scenario_reference_markdown();

}  // namespace plimsoll
