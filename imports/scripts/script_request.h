#pragma once

// The arguments of a request in a script into the request: address, body, and what else both tools name alike. Pure but
// for the draft; one thread.

#include "imports/plan/import_draft.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace plimsoll {

// A dictionary as pairs; a list is one name with several values.
std::vector<Header> pairs_of(const nlohmann::ordered_json& value);

// Text, or a dictionary as a form.
ImportedBody script_body(const nlohmann::ordered_json& value, const ImportedRequest& request);

}  // namespace plimsoll
