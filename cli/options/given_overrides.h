#pragma once

// What was given to `run` or `check`, as overrides of the scenario's document: over a file, or the whole document of a
// URL. Pure functions; any thread.

#include "cli/options/given_options.h"
#include "scenarios/document/overrides.h"

#include <vector>

namespace plimsoll {

// Of --set alone.
std::vector<Override> assignments(const GivenOptions& given);

// Each of `run` over a scenario file.
std::vector<Override> overrides_of_file(const GivenOptions& given);

// `run URL`: its origin is the target, its path is what is requested.
std::vector<Override> overrides_of_url(const GivenOptions& given);

}  // namespace plimsoll
