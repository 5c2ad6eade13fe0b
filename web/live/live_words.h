#pragma once

// The live figures of a run for a page: as numbers, and as the text that is shown, by the formatter of all reports.
// Pure functions; any thread.

#include "conduct/so_far/live_status.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace plimsoll {

// `headline`: the verdict so far; empty: nobody has judged yet.
nlohmann::ordered_json live_json(const LiveStatus& live, const std::string& headline);

}  // namespace plimsoll
