#pragma once

// How much memory a process with all below it, or a control group, can take: what the groups allow, or what it has now
// with what the machine has available, whichever is less. Reads once; no state; any thread.

#include "monitors/groups/control_group.h"

#include <cstdint>
#include <optional>
#include <string>

namespace plimsoll {

struct MemoryLimit {
  std::uint64_t bytes = 0;
  std::string source;  // "cgroup limit", "what it has and the machine has free"
};

// Nothing where neither can be read.
std::optional<MemoryLimit> memory_limit(int pid, const CgroupRoots& roots = {});
std::optional<MemoryLimit> memory_limit(const ControlGroup& group, const CgroupRoots& roots = {});

}  // namespace plimsoll
