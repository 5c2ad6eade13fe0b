#pragma once

// What kind of memory the watched processes gained: their mappings by class, at two readings each. Filled in by the
// probe of mappings, kept in the run record, put into words by the reports. Plain values; any thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// How classes are told apart: monitors/mappings/mapping_classes.h.
enum class MappingClass {
  heap,           // what brk gives: small blocks of malloc's main arena
  arenas,         // malloc's arenas for threads (glibc)
  anonymous,      // other anonymous mappings: large blocks, what a library maps by itself, Python's small objects
  placed,         // anonymous at addresses that the program chose: the heap of Java, Node.js, Go
  stacks,         // of threads
  file,           // mapped files, programs and libraries among them
  shared_memory,  // files of /dev/shm, memfd, System V, shared anonymous
  gpu,            // devices of a GPU's driver
  other,          // of the kernel, of other devices
};
inline constexpr std::size_t kMappingClasses = 9;

// As in run.json: "heap", "arenas", "anonymous", "placed", "stacks", "file", "shared_memory", "gpu", "other".
std::string_view to_string(MappingClass kind);

struct MappingAmount {
  std::uint64_t size_bytes = 0;      // of address space; what may not be touched is left out
  std::uint64_t resident_bytes = 0;  // in memory or swapped out
  std::uint64_t anon_bytes = 0;      // of these what belongs to no file: what a leak of a process is made of

  bool operator==(const MappingAmount&) const = default;
};

struct ClassGrowth {
  MappingClass kind = MappingClass::other;
  std::uint64_t mappings_before = 0, mappings_after = 0;
  std::uint64_t grown = 0;  // of those after: that grew or are new
  MappingAmount before, after;
};

struct MappingGrowth {
  MappingClass kind = MappingClass::other;
  std::string name;             // as the kernel tells it: "[heap]", a path; empty where it has none
  std::string address;          // of it after: "7f12a0000000-7f12a4000000"
  MappingAmount before, after;  // before: of what overlaps it
};

// One process at two readings. A mapping is the same where its addresses overlap.
struct ProcessMappings {
  int pid = 0;
  std::uint64_t life = 0;       // as in MemoryRow
  double from_s = 0, to_s = 0;  // of the readings
  bool by_size = false;         // too large to walk: what is resident was not read, growth is of address space
  std::uint64_t threads_before = 0, threads_after = 0;
  std::vector<ClassGrowth> classes;  // those that have any mappings, in the order of MappingClass
  std::vector<MappingGrowth> grown;  // those that grew most, first; at most 8
};

struct MappingRecord {
  std::vector<ProcessMappings> processes;  // that were there at both readings; at most 64, those that grew most
  std::vector<std::string> notes;          // what could not be read or compared, and why

  bool empty() const noexcept { return processes.empty() && notes.empty(); }
};

// What `amount` counts for: the address space where nothing else is known of it, else what is in memory.
std::uint64_t held_bytes(MappingClass kind, const MappingAmount& amount, bool by_size);

}  // namespace plimsoll
