#pragma once

// MLflow, TorchServe, SageMaker's containers, AWS Lambda: servers whose bodies are JSON of their own, or CSV. Static
// data; any thread.

#include "scenarios/protocols/protocol.h"

#include <vector>

namespace plimsoll {

std::vector<Protocol> model_server_protocols();

}  // namespace plimsoll
