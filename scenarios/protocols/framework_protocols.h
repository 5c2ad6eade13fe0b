#pragma once

// Frameworks whose paths and bodies a service makes up itself: BentoML, LitServe, Ray Serve, FastAPI, Flask. Static
// data; any thread.

#include "scenarios/protocols/protocol.h"

#include <vector>

namespace plimsoll {

std::vector<Protocol> framework_protocols();

}  // namespace plimsoll
