#pragma once

// What people already have, as the scenario that a person would write of it. Reads the source and the small files that
// it names; writes nothing. One thread.

#include "core/error.h"
#include "imports/import_format.h"
#include "imports/import_source.h"
#include "imports/plan/folder_pair.h"
#include "imports/plan/import_draft.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ImportRequest {
  std::optional<ImportFormat> format;  // none: told by the source itself
  FolderPair folders{};
  std::string scenario_file = "scenario.yaml";  // its name, for what is written beside it
  std::string target;                           // instead of what the source says; empty: that
  bool timed = false;                           // of a HAR: its requests at their own instants
};

struct ImportedScenario {
  std::string text;
  std::vector<ImportedFile> files;  // that the scenario names
  std::vector<std::string> left_out;
  std::vector<std::string> variables;  // of the environment, that the scenario needs
  std::size_t requests = 0;
};

// Errors name the place and the remedy; their kind is `invalid`, or `usage` where the format cannot be told.
Result<ImportedScenario> import_scenario(ImportSource& source, const ImportRequest& request);

}  // namespace plimsoll
