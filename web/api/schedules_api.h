#pragma once

// What is scheduled: listed, paused, run at once. Functions for the routes.

#include "web/api/api_context.h"
#include "web/http/routes.h"

#include <vector>

namespace plimsoll {

std::vector<Route> schedules_routes(ApiContext& context);

}  // namespace plimsoll
