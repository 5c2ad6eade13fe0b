#pragma once

// Texts of queries with their {{...}} filled in. One thread.

#include "core/error.h"
#include "engine/queries/query_value.h"
#include "scenarios/query.h"

#include <string>

namespace plimsoll {

// What one {{...}} stands for, with its type. Error: a variable that there is none of. `variables` may be null.
Result<QueryValue> value_of(const QueryInsertion& insertion, const QueryVariables* variables);

// Error: as above, or a value that is no text.
Result<std::string> filled(const QueryText& text, const QueryVariables* variables);

}  // namespace plimsoll
