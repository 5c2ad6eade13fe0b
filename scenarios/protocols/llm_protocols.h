#pragma once

// Language models that have an API of their own: Ollama, Hugging Face's TGI and TEI. Pure; any thread.

#include "scenarios/protocols/protocol.h"

#include <vector>

namespace plimsoll {

std::vector<Protocol> llm_protocols();

}  // namespace plimsoll
