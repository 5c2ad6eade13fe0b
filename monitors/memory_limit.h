#pragma once

// How much memory a process may take: what its cgroups allow, else what the machine has. Reads once; no state; any
// thread.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace plimsoll {

struct MemoryLimit {
  std::uint64_t bytes = 0;
  std::string source;  // "cgroup limit", "the machine's memory"
};

// Tests put trees of their own there.
struct LimitRoots {
  std::filesystem::path proc = "/proc";
  std::filesystem::path cgroup = "/sys/fs/cgroup";
};

// Nothing where neither can be read.
std::optional<MemoryLimit> memory_limit(int pid, const LimitRoots& roots = {});

}  // namespace plimsoll
