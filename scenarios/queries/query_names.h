#pragma once

// Which {{...}} stand in queries and checks. Pure; any thread.

#include "scenarios/query.h"

#include <string>
#include <vector>

namespace plimsoll {

// Of values: each {{name}} and each `variable "name"`, once, in order of appearance.
std::vector<std::string> names_in(const Query& query);
std::vector<std::string> names_in(const QueryCheck& check);

// Whether one of them is a function: {{newUuid}}, {{newDate}}, {{getEnv "NAME"}}.
bool has_function(const QueryCheck& check);

}  // namespace plimsoll
