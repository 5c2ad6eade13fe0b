#pragma once

// Names of HTTP headers, which any case may write. Pure functions; any thread.

#include "scenarios/scenario.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

std::string lower_case_header(std::string_view name);
bool has_header(const std::vector<Header>& headers, std::string_view lower_case_name);

// authorization, cookie, x-api-key and their like, and what the scenario names: no output shows their values.
bool is_secret_header(std::string_view name, const std::vector<std::string>& further_lower_case_names);

}  // namespace plimsoll
