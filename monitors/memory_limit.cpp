#include "monitors/memory_limit.h"

#include "monitors/process_reader.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

// Version 1 says "none" with a number near 2^63.
constexpr auto kNone = std::uint64_t{1} << 60;

// "max" is no number, and means no limit.
std::optional<std::uint64_t> number_in(const fs::path& file) {
  const auto text = read_small_file(file.string(), 64);
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  return error == std::errc() && end != text->data() ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> machine_memory(const fs::path& proc) {
  const auto text = read_small_file((proc / "meminfo").string(), 4096);
  if (!text) return std::nullopt;
  std::istringstream words(*text);
  std::string key;
  std::uint64_t kibibytes = 0;
  while (words >> key)
    if (key == "MemTotal:" && words >> kibibytes) return kibibytes * 1024;
  return std::nullopt;
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

bool controls_memory(std::string_view controllers) {
  const auto list = "," + std::string(controllers) + ",";
  return list.find(",memory,") != std::string::npos;
}

std::optional<std::uint64_t> cgroup_limit(int pid, const LimitRoots& roots) {
  const auto text = read_small_file((roots.proc / std::to_string(pid) / "cgroup").string(), 16384);
  if (!text) return std::nullopt;
  std::optional<std::uint64_t> least;
  const auto consider = [&](std::optional<std::uint64_t> limit) {
    if (limit) least = std::min(least.value_or(*limit), *limit);
  };
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {  // hierarchy:controllers:path
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const auto controllers = std::string_view(line).substr(first + 1, second - first - 1);
    const fs::path group = line.substr(second + 1);
    if (controllers.empty()) {
      consider(least_limit(roots.cgroup, group, "memory.max"));
      consider(least_limit(roots.cgroup / "unified", group, "memory.max"));
    } else if (controls_memory(controllers)) {
      consider(least_limit(roots.cgroup / "memory", group, "memory.limit_in_bytes"));
    }
  }
  return least;
}

}  // namespace

std::optional<MemoryLimit> memory_limit(int pid, const LimitRoots& roots) {
  const auto machine = machine_memory(roots.proc);
  const auto group = cgroup_limit(pid, roots);
  if (group && *group < std::min(machine.value_or(kNone), kNone)) return MemoryLimit{*group, "cgroup limit"};
  if (machine) return MemoryLimit{*machine, "the machine's memory"};
  return std::nullopt;
}

}  // namespace plimsoll
