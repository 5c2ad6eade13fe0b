#pragma once

// What the kernel's graphics drivers (AMD, Intel and others) report of the memory of each process, in the fdinfo of its
// descriptors of a render node. Owned by a GPU probe; one thread.

#include "core/time.h"
#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// One opening of a device. A descriptor that was duplicated or inherited belongs to the same one.
struct DrmClient {
  std::string driver;  // "amdgpu"
  std::string device;  // "0000:03:00.0"
  std::uint64_t id = 0;
  int pid = 0;                                     // whose descriptor it is
  std::uint64_t bytes = 0;                         // of the board's memory; without such, of what the device uses
  std::map<std::string, std::uint64_t> engine_ns;  // busy since it was opened, by engine: "render"
};

// Nothing where the text is of another kind of descriptor, or reports no memory.
std::optional<DrmClient> parse_fdinfo(std::string_view text);

class DrmFdinfo {
 public:
  explicit DrmFdinfo(const ProcRoot& proc = {}) : reader_(proc) {}

  // Of these processes, each client once. Descriptors are looked through every five seconds: they may be thousands.
  std::vector<DrmClient> clients(Instant now, const std::vector<int>& pids);

 private:
  std::vector<int> device_fds(int pid) const;

  ProcessReader reader_;
  Instant next_look_;
  std::map<int, std::vector<int>> fds_;  // of render nodes, by pid
};

}  // namespace plimsoll
