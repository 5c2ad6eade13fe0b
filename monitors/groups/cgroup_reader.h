#pragma once

// What the kernel reports of the memory and CPU of one control group with all below it, the same for version 1 and 2 as
// far as both report it. Reads of the moment; no state; any thread.

#include "monitors/groups/control_group.h"

#include <cstdint>
#include <optional>

namespace plimsoll {

// Absent: this kernel does not report it.
struct CgroupFigures {
  std::uint64_t identity = 0;  // another for a group that was made anew under the same name
  // What a leak is made of: all memory but the page cache, and what is swapped out; of version 1, without the kernel's
  // own memory for it.
  std::uint64_t held_bytes = 0;
  std::optional<std::uint64_t> current_bytes, peak_bytes, swap_bytes;
  std::optional<std::uint64_t> anon_bytes, file_bytes, shmem_bytes, sock_bytes, slab_bytes;
  std::optional<std::uint64_t> ooms, oom_kills;              // since the group was made
  std::optional<double> pressure_some, pressure_full;        // percent of the last 10 s that somebody, all waited
  std::optional<double> cpu_seconds, cpu_throttled_seconds;  // since the group was made
};

Reading<CgroupFigures> read_cgroup(const ControlGroup& group);

}  // namespace plimsoll
