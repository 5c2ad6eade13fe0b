#include "monitors/groups/memory_limit.h"

#include "monitors/groups/cgroup_reader.h"
#include "monitors/processes/process_family.h"

#include <algorithm>
#include <sstream>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

// Version 1 says "none" with a number near 2^63.
constexpr auto kNone = std::uint64_t{1} << 60;
constexpr const char* kLimit2 = "memory.max";
constexpr const char* kLimit1 = "memory.limit_in_bytes";

struct MachineMemory {
  std::optional<std::uint64_t> total_bytes, available_bytes;
};

MachineMemory machine_memory(const fs::path& proc) {
  MachineMemory memory;
  const auto text = read_small_file((proc / "meminfo").string(), 4096);
  std::istringstream words(text.value.value_or(""));
  std::string key;
  std::uint64_t kibibytes = 0;
  while (words >> key) {
    if (key == "MemTotal:" && words >> kibibytes) memory.total_bytes = kibibytes * 1024;
    if (key == "MemAvailable:" && words >> kibibytes) memory.available_bytes = kibibytes * 1024;
  }
  return memory;
}

// Of a process and all below it.
std::uint64_t held_by_tree(int pid, const fs::path& proc) {
  const ProcessReader reader(ProcRoot{proc});
  const ProcessFamily family(reader.all());
  std::uint64_t held = 0;
  for (const auto& [other, stat] : family.all()) {
    if (other != pid && !family.descends(other, pid)) continue;
    if (const auto memory = reader.memory(other))
      held += memory->rss_anon_bytes.value_or(memory->rss_bytes.value_or(0)) + memory->swap_bytes.value_or(0);
  }
  return held;
}

// The least limit of a group and all above it. A container sees its own group at the top of the tree, or below a path
// that only exists outside: folders that are not there are passed over.
std::optional<std::uint64_t> least_limit(const fs::path& tree, const fs::path& group, const char* file) {
  std::optional<std::uint64_t> least;
  for (auto at = group.relative_path().lexically_normal();; at = at.parent_path()) {
    if (const auto limit = number_in(tree / at / file)) least = std::min(least.value_or(*limit), *limit);
    if (at.empty() || at == ".") return least;
  }
}

// What holds no process but in one group below has the limit of that one: crun limits a group "container" in the scope
// that has the container's id.
fs::path where_its_processes_are(const fs::path& folder) {
  auto at = folder;
  while (!number_in(at / "cgroup.procs")) {
    std::error_code ignored;
    std::optional<fs::path> only;
    for (const auto& below : fs::directory_iterator(at, ignored)) {
      if (!below.is_directory(ignored)) continue;
      if (only) return folder;
      only = below.path();
    }
    if (!only) return folder;
    at = *only;
  }
  return at;
}

std::optional<std::uint64_t> cgroup_limit(int pid, const CgroupRoots& roots) {
  std::optional<std::uint64_t> least;
  const auto consider = [&](std::optional<std::uint64_t> limit) {
    if (limit) least = std::min(least.value_or(*limit), *limit);
  };
  for (const auto& line : group_lines(pid, roots)) {
    if (line.controllers.empty()) {
      consider(least_limit(roots.cgroup, line.path, kLimit2));
      consider(least_limit(roots.cgroup / "unified", line.path, kLimit2));
    } else if (line.accounts_for_memory()) {
      consider(least_limit(roots.cgroup / "memory", line.path, kLimit1));
    }
  }
  return least;
}

// What others have of the machine is not there to be grown into.
std::optional<MemoryLimit> lesser(std::optional<std::uint64_t> of_group, std::uint64_t held, const fs::path& proc) {
  const auto machine = machine_memory(proc);
  auto reachable = machine.total_bytes;
  if (machine.available_bytes) reachable = std::min(reachable.value_or(kNone), held + *machine.available_bytes);
  if (of_group && *of_group < std::min(reachable.value_or(kNone), kNone)) return MemoryLimit{*of_group, "cgroup limit"};
  if (reachable) return MemoryLimit{*reachable, "what it has and the machine has free"};
  return std::nullopt;
}

}  // namespace

std::optional<MemoryLimit> memory_limit(int pid, const CgroupRoots& roots) {
  return lesser(cgroup_limit(pid, roots), held_by_tree(pid, roots.proc), roots.proc);
}

std::optional<MemoryLimit> memory_limit(const ControlGroup& group, const CgroupRoots& roots) {
  const auto path = where_its_processes_are(group.folder()).lexically_relative(group.tree);
  const auto figures = read_cgroup(group);
  return lesser(least_limit(group.tree, path, group.version == 2 ? kLimit2 : kLimit1),
                figures ? figures->held_bytes : 0, roots.proc);
}

}  // namespace plimsoll
