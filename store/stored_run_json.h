#pragma once

// A run of the store as JSON, one object for every program that asks: `runs list --json` and the API. Its keys are in
// docs/guide.md. Pure; any thread.

#include "store/stored_run.h"

#include <nlohmann/json_fwd.hpp>

namespace plimsoll {

nlohmann::ordered_json stored_run_json(const StoredRun& run);

}  // namespace plimsoll
