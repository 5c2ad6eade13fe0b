#pragma once

// The runs: listed, shown, steered, tagged, removed. Functions for the routes.

#include "web/api/api_context.h"
#include "web/http/routes.h"

#include <vector>

namespace plimsoll {

std::vector<Route> runs_routes(ApiContext& context);

}  // namespace plimsoll
