#pragma once

// The mappings of one process at one instant, in bounded size: sums by class, which are exact, and the largest mappings
// one by one. Two of them make the growth between. Plain values; pure; any thread.

#include "monitors/mappings/mapping.h"

#include <array>
#include <cstdint>
#include <vector>

namespace plimsoll {

struct MappingReading {
  static constexpr std::size_t kMostKept = 512;

  struct OfClass {
    MappingAmount amount;
    std::uint64_t mappings = 0;
  };
  struct Kept {
    std::uint64_t begin = 0, end = 0;
    MappingClass kind = MappingClass::other;
    std::string name;
    MappingAmount amount;
  };

  std::array<OfClass, kMappingClasses> classes{};
  std::vector<Kept> largest;  // in the order of their addresses
  std::uint64_t threads = 0;
  bool by_size = false;  // of maps, which tells sizes alone
};

// `mappings` in the order of their addresses.
MappingReading condensed(const std::vector<Mapping>& mappings, std::uint64_t threads, bool by_size);

// What grew from `before` to `after`. A mapping has what overlapped it before, by the share that did; one that nothing
// overlapped has what went away elsewhere of the same class and name and was no larger: it was moved. Process and times
// are the caller's to fill in.
ProcessMappings growth_between(const MappingReading& before, const MappingReading& after);

}  // namespace plimsoll
