#pragma once

// What kind of memory a leak that is accused is made of, in words, from the two readings of its processes' mappings
// (record/mapping_growth.h). Of what is not accused nothing is said. Pure functions; any thread.

#include "record/run_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// What a class of mappings is for people: "anonymous mappings (mmap)".
std::string_view title_of(MappingClass kind);

// The biggest mapping of one class that grew.
struct BiggestMapping {
  int pid = 0;
  std::string name, address;
  double before_bytes = 0, after_bytes = 0;
};

struct KindOfGrowth {
  struct Part {
    MappingClass kind = MappingClass::other;
    double bytes = 0;         // that its mappings gained
    std::uint64_t grown = 0;  // of them, that grew or are new
  };
  std::vector<Part> parts;      // that grew, the greatest first; never empty
  double bytes = 0;             // that all of them gained
  std::size_t processes = 0;    // that were compared
  double from_s = 0, to_s = 0;  // of the first reading and the last
  std::uint64_t threads_before = 0, threads_after = 0;
  bool by_size = false;                   // of address space, of one process at least
  std::optional<BiggestMapping> biggest;  // of the first part

  // The class that holds more than half of it.
  std::optional<MappingClass> most() const;
};

// Nothing where nothing is accused, where it is not the memory of processes, or where too little was gained between
// the readings to tell.
std::optional<KindOfGrowth> kind_of_growth(const MonitorRecord& monitor, const LeakRecord& leak);

// "Most of what it gained, 73 MiB of 80 MiB, is in anonymous mappings (mmap): 12 of them, ..."; why that is not known
// where it is accused and not known; else empty.
std::string kind_sentence(const MonitorRecord& monitor, const LeakRecord& leak);

}  // namespace plimsoll
