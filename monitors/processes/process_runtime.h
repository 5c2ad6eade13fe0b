#pragma once

// What a process runs on, told by its executable and by what it has mapped, whatever it calls itself. Reads of the
// moment; no state; any thread.

#include "monitors/processes/process_reader.h"

#include <string>

namespace plimsoll {

// "python", "jvm", "node", "dotnet", "ruby", "go", "llama.cpp", else "native"; empty where its executable may not be
// read. A process that has just started may be "native" until it has mapped its runtime.
std::string runtime_of_process(const ProcessReader& reader, int pid);

}  // namespace plimsoll
