#include "record/mapping_growth.h"

#include <array>

namespace plimsoll {

std::string_view to_string(MappingClass kind) {
  constexpr std::array<std::string_view, kMappingClasses> kNames = {
      "heap", "arenas", "anonymous", "placed", "stacks", "file", "shared_memory", "gpu", "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

// The pages of a device are nobody's resident memory.
std::uint64_t held_bytes(MappingClass kind, const MappingAmount& amount, bool by_size) {
  return by_size || kind == MappingClass::gpu ? amount.size_bytes : amount.resident_bytes;
}

}  // namespace plimsoll
