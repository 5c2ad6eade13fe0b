#pragma once

// Starting runs, and the scenarios that they are of. Functions for the routes.

#include "web/api/api_context.h"
#include "web/http/routes.h"

#include <vector>

namespace plimsoll {

std::vector<Route> start_routes(ApiContext& context);

}  // namespace plimsoll
