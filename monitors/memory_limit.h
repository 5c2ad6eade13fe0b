#pragma once

// How much memory a process or a control group may take: what the groups allow, else what the machine has. Reads once;
// no state; any thread.

#include "monitors/control_group.h"

#include <cstdint>
#include <optional>
#include <string>

namespace plimsoll {

struct MemoryLimit {
  std::uint64_t bytes = 0;
  std::string source;  // "cgroup limit", "the machine's memory"
};

// Nothing where neither can be read.
std::optional<MemoryLimit> memory_limit(int pid, const CgroupRoots& roots = {});
std::optional<MemoryLimit> memory_limit(const ControlGroup& group, const CgroupRoots& roots = {});

}  // namespace plimsoll
