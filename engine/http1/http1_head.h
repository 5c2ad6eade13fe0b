#pragma once

// The request line and headers of a request as they go over the wire. A pure function, called once a request before
// the run.

#include "engine/exchange/request.h"

#include <string>

namespace plimsoll {

// Method, path and headers, ended by the empty line; the body follows it unchanged.
std::string http1_head(const Request& request);

}  // namespace plimsoll
