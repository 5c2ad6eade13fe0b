#pragma once

// What happens in a run, as a stream of events that a client may take up again where it was. Functions for the routes.

#include "web/api/api_context.h"
#include "web/http/routes.h"

#include <vector>

namespace plimsoll {

std::vector<Route> events_routes(ApiContext& context);

}  // namespace plimsoll
