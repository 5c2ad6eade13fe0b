#pragma once

// The body of an entry's request as the keys of a scenario's step. One thread.

#include "scenarios/hurl/hurl_file.h"
#include "scenarios/hurl/load_context.h"
#include "scenarios/hurl/scenario_lines.h"

namespace plimsoll {

// None: it has no body.
ScenarioLines body_lines(const HurlRequest& request, LoadContext& context);

}  // namespace plimsoll
