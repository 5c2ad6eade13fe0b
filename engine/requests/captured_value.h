#pragma once

// A value on its way out of an answer into the requests after it: with the type that it has there, as a cell of a
// feeder is. Pure; any thread.

#include "engine/queries/query_value.h"
#include "scenarios/templates/template_rendering.h"

#include <nlohmann/json_fwd.hpp>

namespace plimsoll {

// Into memory that is used again. Bytes and dates become text.
void keep(const QueryValue& found, CapturedValue& into);
void keep(const nlohmann::json& found, CapturedValue& into);

nlohmann::json json_of(const CapturedValue& value);

}  // namespace plimsoll
