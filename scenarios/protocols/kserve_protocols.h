#pragma once

// KServe's V1 and V2, and the servers of V2: Triton, MLServer; TensorFlow Serving, whose REST API V1 is like. Static
// data; any thread.

#include "scenarios/protocols/protocol.h"

#include <vector>

namespace plimsoll {

std::vector<Protocol> kserve_protocols();

}  // namespace plimsoll
