#pragma once

// The description of the API (OpenAPI 3.1), made of its routes. A pure function; any thread.

#include "web/http/routes.h"

#include <string>

namespace plimsoll {

std::string openapi_text(const Routes& routes);

}  // namespace plimsoll
