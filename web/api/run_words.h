#pragma once

// A run of the store as the API tells it: as values, and as the text that is shown. Pure functions; any thread.

#include "store/stored_run.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace plimsoll {

nlohmann::ordered_json run_json(const StoredRun& run);

// "2026-01-31 08:05 UTC".
std::string shown_instant(const std::string& rfc3339);

}  // namespace plimsoll
