#pragma once

// One GET outside the measured load: readiness polls, /openapi.json. Blocks the calling thread; no state.

#include "engine/core/error.h"
#include "engine/request.h"
#include "scenarios/scenario.h"

#include <string>

namespace plimsoll {

// The answer, whatever its status; error: what the transport says went wrong. At most 8 MiB of body.
Result<Response> http_get(const Target& target, const std::string& path, Nanos timeout);

}  // namespace plimsoll
