#pragma once

// Reads the mappings of a process. smaps walks the page tables and holds the lock on them for one mapping at a time, so
// it is read of processes up to a size and only for so long; of others maps is read, which tells sizes alone and walks
// nothing. No state but its limits; any thread; blocks for `most_time` and what the largest mapping takes.

#include "core/time.h"
#include "monitors/mappings/mapping_reading.h"
#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <optional>

namespace plimsoll {

struct MappingLimits {
  std::uint64_t most_walked_bytes = kMostWalkedBytes;  // resident: of larger processes only sizes are read
  std::size_t most_walked = 20'000;                    // mappings: of more likewise
  std::size_t most_mappings = 100'000;                 // of more nothing is read
  Nanos most_time = std::chrono::milliseconds(250);    // for one process; after it likewise
};

class MappingReader {
 public:
  explicit MappingReader(const ProcRoot& proc = {}, const MappingLimits& limits = {}) : proc_(proc), limits_(limits) {}

  struct Process {
    int pid = 0;
    std::uint64_t resident_bytes = 0;
    std::uint64_t threads = 0;
    bool by_size = false;  // it took too long before
  };
  // Unread::unsupported: it has more mappings than are read.
  Reading<MappingReading> read(const Process& process) const;

 private:
  Reading<std::vector<Mapping>> mappings_of(const std::string& path, std::size_t most) const;

  ProcRoot proc_;
  MappingLimits limits_;
};

}  // namespace plimsoll
