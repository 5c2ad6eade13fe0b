#pragma once

// A scenario file (YAML; JSON is a part of it) into a Scenario. Reads the files that the scenario names, nothing else;
// no threads, no network. Every finding is told at once, each with its place.

#include "scenarios/document/overrides.h"
#include "scenarios/environment.h"
#include "scenarios/finding.h"
#include "scenarios/hurl/hurl_variables.h"
#include "scenarios/permissions.h"
#include "scenarios/scenario.h"

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ParseInput {
  std::string text;
  std::string file_name;         // for places; empty: there is no file
  std::filesystem::path folder;  // relative files start here
  Environment environment = process_environment();
  std::vector<Override> overrides{};  // over the text, one after the other, before anything is checked
  Permissions allowed{};
};

struct ParseOutcome {
  std::optional<Scenario> scenario;  // absent if there are findings
  std::vector<Finding> findings;
  std::vector<std::string> warnings;
};

ParseOutcome parse_scenario(const ParseInput& input);

// Reads the file and parses it; an unreadable file is a finding. `variables`: of a .hurl file.
ParseOutcome load_scenario(const std::filesystem::path& file, std::vector<Override> overrides,
                           const Permissions& allowed = {}, const HurlVariables& variables = {});

// The file as YAML with what its protocols stand for written out, for people to read. ${NAME} stays a name: where a
// number would have to be known, what stands for it is missing. Nothing is checked; text that cannot be read stays.
std::string expanded_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides);

// Of standard input; its relative files start in the working directory.
ParseOutcome scenario_from(std::istream& in, std::vector<Override> overrides, const Permissions& allowed = {});

// The scenario that the overrides make by themselves; it is called after its first request.
ParseOutcome scenario_of(std::vector<Override> overrides, const Permissions& allowed = {});

}  // namespace plimsoll
