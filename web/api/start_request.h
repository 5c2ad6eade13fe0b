#pragma once

// What a start was asked for, as JSON, made into a scenario and the options of `plimsoll run`. Pure but for reading a
// scenario of the folders; any thread.

#include "core/error.h"
#include "scenarios/finding.h"
#include "scenarios/permissions.h"
#include "web/api/scenario_folders.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct StartRequest {
  std::optional<std::filesystem::path> file;  // one of the folders', as it is
  std::string text;                           // else what was sent
  std::string text_name;                      // for places in it
  std::filesystem::path folder;               // where its relative files start
  std::vector<std::string> options;           // "--users=10"
  std::string target;                         // a URL over that of the scenario; empty: the scenario's own
  std::string shown;                          // for the audit: the file, or where the load goes
};

// Error: it is no such JSON, or names a scenario that is not there.
Result<StartRequest> parse_start_request(std::string_view body, const ScenarioFolders& scenarios);

// The lines that a run says when it refuses its scenario, as findings: "--users: expected ..." is about "users".
std::vector<Finding> findings_in(std::string_view said);

}  // namespace plimsoll
