#pragma once

// What runs came to: the report as a page's body, the files of the results, runs side by side. Functions for the
// routes.

#include "web/api/api_context.h"
#include "web/http/routes.h"

#include <vector>

namespace plimsoll {

std::vector<Route> reports_routes(ApiContext& context);

}  // namespace plimsoll
