#pragma once

// How many sockets some processes hold, and how many of them wait to be closed by their own program although the other
// side has gone (CLOSE_WAIT): each that stays is a leak. A socket that several hold counts once. Costs a readlink a
// descriptor and a walk of the kernel's TCP tables. No state; any thread.

#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

struct SocketCounts {
  std::uint64_t sockets = 0;
  std::uint64_t close_wait = 0;
};

// Nothing where the descriptors of one of them may not be read, or where there are more than 100,000. The tables are
// those of the network that the first process is in.
std::optional<SocketCounts> count_sockets(const ProcessReader& reader, const std::vector<int>& pids);

}  // namespace plimsoll
