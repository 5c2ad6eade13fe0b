#pragma once

// What goes on, for Prometheus. Functions for the routes.

#include "web/api/api_context.h"
#include "web/http/routes.h"

#include <vector>

namespace plimsoll {

std::vector<Route> metrics_routes(ApiContext& context);

}  // namespace plimsoll
