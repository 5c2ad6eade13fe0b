#pragma once

// A run that was, as a start: the scenario's text and the options that its record holds. Pure but for reading the
// scenarios of the folders; any thread.

#include "core/error.h"
#include "record/run_record.h"
#include "web/api/scenario_folders.h"
#include "web/api/start_request.h"

#include <string>
#include <vector>

namespace plimsoll {

struct RunAgain {
  StartRequest start;  // with `file` where a scenario of the folders still has this very text
  std::string url;     // of `plimsoll run URL`; then there is no text
  // Nothing in it but a scenario of the folders and what any start may say: else it is to be held to what a scenario
  // that is sent may do.
  bool is_trusted = false;
  bool may_lead_elsewhere = false;  // an option of it may make load or questions go to another place than its target
};

// Error: its record does not hold all of it: secrets were redacted.
Result<RunAgain> run_again(const RunRecord& record, const ScenarioFolders& scenarios);

}  // namespace plimsoll
