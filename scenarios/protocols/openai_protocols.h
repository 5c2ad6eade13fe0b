#pragma once

// OpenAI's API, and those who answer as it does: vLLM, SGLang, llama.cpp, transformers. `prompt` and `messages` of
// `predict` are what is asked. Pure; any thread.

#include "scenarios/protocols/protocol.h"

#include <vector>

namespace plimsoll {

std::vector<Protocol> openai_protocols();

}  // namespace plimsoll
