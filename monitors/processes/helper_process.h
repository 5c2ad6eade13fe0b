#pragma once

// Which processes hold a port or match a name without being the service: init, a container's proxy, Plimsoll itself and
// what started it. Pure but for the reading of a command line; any thread.

#include "monitors/processes/process_family.h"

#include <optional>
#include <string>

namespace plimsoll {

// Why it must not be watched and what to pass instead, as the end of a sentence that names what was looked for:
// "is docker-proxy 812, which ...". Nothing if it may be.
std::optional<std::string> why_unfit(const ProcessStat& stat, const ProcessFamily& family, const ProcessReader& reader);

// Whether what it started besides a service may belong to that: not of init, a shell, a terminal or what started
// Plimsoll.
bool may_supervise(const ProcessStat& stat, const ProcessFamily& family);

}  // namespace plimsoll
