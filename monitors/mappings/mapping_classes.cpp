#include "monitors/mappings/mapping_classes.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::uint64_t kArena = 64 << 20;  // HEAP_MAX_SIZE of glibc where addresses have 64 bits
constexpr std::uint64_t kMostGuard = 64 << 10;
constexpr std::uint64_t kMostBelowStack = std::uint64_t{4} << 40;
constexpr std::uint64_t kMostCachedStacks = 32;  // glibc keeps 40 MiB of them for threads to come

bool is_anonymous(const Mapping& mapping) { return mapping.name.empty() || mapping.name.starts_with("[anon:"); }

std::optional<MappingClass> class_of_device(std::string_view path) {
  constexpr std::array<std::string_view, 5> kGpu = {"/dev/nvidia", "/dev/dri/", "/dev/kfd", "/dev/accel", "/dev/dxg"};
  if (std::any_of(kGpu.begin(), kGpu.end(), [&](auto prefix) { return path.starts_with(prefix); }))
    return MappingClass::gpu;
  if (path.starts_with("/dev/shm/") || path.starts_with("/dev/zero")) return MappingClass::shared_memory;
  if (path.starts_with("/dev/hugepages")) return MappingClass::file;
  return path.starts_with("/dev/") ? std::optional(MappingClass::other) : std::nullopt;
}

// Nothing: by its neighbours.
std::optional<MappingClass> class_by_name(const Mapping& mapping) {
  const std::string_view name = mapping.name;
  if (name == "[heap]") return MappingClass::heap;
  if (name.starts_with("[stack")) return MappingClass::stacks;
  if (name.starts_with("[anon_shmem:") || name.starts_with("/memfd:") || name.starts_with("/SYSV"))
    return MappingClass::shared_memory;
  if (name.starts_with("[anon: glibc: malloc arena")) return MappingClass::arenas;
  if (name.starts_with("[anon: glibc: malloc")) return MappingClass::anonymous;
  if (name.starts_with("[anon: glibc: pthread")) return MappingClass::stacks;
  if (name.starts_with("[anon: Go:") || name.starts_with("[anon:v8")) return MappingClass::placed;
  if (is_anonymous(mapping))
    return mapping.rights.ends_with('s') ? std::optional(MappingClass::shared_memory) : std::nullopt;
  if (name.starts_with("/anon_hugepage")) return MappingClass::anonymous;
  if (name.starts_with("/drm mm object") || name.starts_with("/dmabuf:") || name.starts_with("anon_inode:i915"))
    return MappingClass::gpu;
  if (const auto of_device = class_of_device(name)) return of_device;
  return name.starts_with('/') ? MappingClass::file : MappingClass::other;
}

bool is_reserved(const Mapping& mapping) { return !mapping.may_be_touched() && is_anonymous(mapping); }

bool is_arena(const Mapping& mapping, const Mapping* next) {
  if (mapping.begin % kArena != 0) return false;
  if (mapping.end % kArena == 0) return true;
  const auto boundary = (mapping.end / kArena + 1) * kArena;
  return next != nullptr && next->begin == mapping.end && is_reserved(*next) && next->end >= boundary;
}

bool is_guarded(const Mapping& mapping, const Mapping* before) {
  if (mapping.has_guards) return true;
  return before != nullptr && before->end == mapping.begin && is_reserved(*before) &&
         before->end - before->begin <= kMostGuard;
}

}  // namespace

std::vector<MappingClass> classes_of(const std::vector<Mapping>& mappings, std::uint64_t threads) {
  const auto stack =
      std::find_if(mappings.begin(), mappings.end(), [](const auto& one) { return one.name == "[stack]"; });
  const auto lowest =
      stack == mappings.end() ? 0 : stack->begin - std::min(stack->begin, kMostBelowStack);  // that the kernel chooses
  std::vector<MappingClass> classes;
  std::vector<std::size_t> guarded;
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const auto& mapping = mappings[i];
    const auto by_name = class_by_name(mapping);
    const bool is_placed = mapping.begin < lowest;
    classes.push_back(by_name.value_or(is_placed ? MappingClass::placed : MappingClass::anonymous));
    if (by_name || is_placed || !mapping.rights.starts_with("rw")) continue;
    if (is_arena(mapping, i + 1 < mappings.size() ? &mappings[i + 1] : nullptr))
      classes.back() = MappingClass::arenas;
    else if (is_guarded(mapping, i > 0 ? &mappings[i - 1] : nullptr))
      guarded.push_back(i);
  }
  if (guarded.size() > 2 * threads + kMostCachedStacks) return classes;
  for (const auto i : guarded) classes[i] = MappingClass::stacks;
  return classes;
}

}  // namespace plimsoll
