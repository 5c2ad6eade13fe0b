#pragma once

// Where the connections of some processes lead on this machine: to whom a proxy hands its work on. Costs a readlink a
// descriptor and a walk of the kernel's TCP tables. No state; any thread.

#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <vector>

namespace plimsoll {

// The ports, ascending, that their open connections lead to, where others than they listen on this machine. None where
// they hold very many descriptors, or these may not be read. The tables are those of the network of the first process.
std::vector<std::uint16_t> ports_they_use(const ProcessReader& reader, const std::vector<int>& pids);

}  // namespace plimsoll
