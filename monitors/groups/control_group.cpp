#include "monitors/groups/control_group.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxGroupsNamed = 8;
constexpr std::size_t kMaxDepth = 8;

Error error_of(std::string message) { return {ErrorKind::unavailable, std::move(message)}; }

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

fs::path first_of(const CgroupRoots& roots, std::initializer_list<const char*> hierarchies, const fs::path& path) {
  for (const auto* hierarchy : hierarchies)
    if (is_there(roots.cgroup / hierarchy / path / "cgroup.procs")) return roots.cgroup / hierarchy / path;
  return {};
}

ControlGroup group_at(int version, const fs::path& tree, const fs::path& path, const CgroupRoots& roots) {
  ControlGroup group{version, tree, path};
  group.cpu_usage_folder = group.cpu_limit_folder = group.folder();
  if (version == 1) {
    group.cpu_usage_folder = first_of(roots, {"cpuacct", "cpu,cpuacct"}, path);
    group.cpu_limit_folder = first_of(roots, {"cpu", "cpu,cpuacct"}, path);
  }
  return group;
}

// Where one machine accounts for memory: in version 2 at the top or, mixed, in a folder; in version 1 beside it.
std::optional<ControlGroup> accounting_group(const fs::path& path, const CgroupRoots& roots) {
  for (const auto& tree : {roots.cgroup, roots.cgroup / "unified"})
    if (is_there(tree / path / "memory.current")) return group_at(2, tree, path, roots);
  const auto tree = roots.cgroup / "memory";
  if (is_there(tree / path / "memory.usage_in_bytes")) return group_at(1, tree, path, roots);
  return std::nullopt;
}

std::string names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (fs::directory_iterator at(folder, ignored), end; at != end; at.increment(ignored))
    if (at->is_directory(ignored)) names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMaxGroupsNamed); ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kMaxGroupsNamed) text += fmt::format(", and {} more", names.size() - kMaxGroupsNamed);
  return text;
}

// "/sys/fs/cgroup/memory/docker/abc" and "/docker/abc" to "docker/abc".
fs::path below_its_tree(const fs::path& given, const CgroupRoots& roots) {
  const auto top = roots.cgroup.lexically_normal();
  const auto [rest, ignored] = std::mismatch(top.begin(), top.end(), given.begin(), given.end());
  auto path = rest == top.end() ? given.lexically_relative(top) : given.relative_path();
  if (path == ".") return {};
  if (!path.has_filename()) path = path.parent_path();  // ended with a slash
  if (path.empty() || is_there(roots.cgroup / "cgroup.procs")) return path;
  // Not version 2 alone: the first folder may be a hierarchy.
  const auto first = *path.begin();
  if (!is_there(roots.cgroup / first / "cgroup.procs")) return path;
  const auto rest_of_path = path.lexically_relative(first);
  return rest_of_path == "." ? fs::path() : rest_of_path;
}

Error not_found(const std::string& given, const fs::path& path, const CgroupRoots& roots) {
  const std::vector<fs::path> trees = {roots.cgroup, roots.cgroup / "memory", roots.cgroup / "unified"};
  for (const auto& tree : trees) {
    if (!is_there(tree / path / "cgroup.procs")) continue;
    return error_of(fmt::format(
        "cgroup:{}: the memory of {} is not accounted for: enable the memory controller for it (version 2: write "
        "+memory to cgroup.subtree_control of the group above)",
        given, (tree / path).string()));
  }
  for (const auto& tree : trees)
    if (is_there(tree / path))
      return error_of(
          fmt::format("cgroup:{}: {} is no control group: it has no cgroup.procs", given, (tree / path).string()));
  const auto tree = is_there(roots.cgroup / "memory/cgroup.procs") ? roots.cgroup / "memory" : roots.cgroup;
  auto above = tree / path.parent_path();
  while (above != tree && !is_there(above)) above = above.parent_path();
  const auto names = names_in(above);
  return error_of(fmt::format("cgroup:{}: there is no control group {}; {}", given, (tree / path).string(),
                              names.empty() ? above.string() + " has none below it"
                                            : fmt::format("in {} there are: {}", above.string(), names)));
}

bool is_shared_by_nature(const std::string& name) {
  return name.ends_with(".slice") || name == "init.scope" || name.starts_with("user@") ||
         (name.starts_with("session-") && name.ends_with(".scope"));
}

bool is_same_or_below(const fs::path& path, const fs::path& above) {
  return std::mismatch(above.begin(), above.end(), path.begin(), path.end()).first == above.end();
}

// False where one of the groups could not be looked at.
bool list_processes(const fs::path& folder, std::vector<int>& pids, std::size_t most, std::size_t depth) {
  const auto text = read_small_file((folder / "cgroup.procs").string(), 65536);
  if (text) {
    std::istringstream numbers(*text);
    for (int pid = 0; pids.size() < most && numbers >> pid;)
      if (pid > 0) pids.push_back(pid);  // 0: not to be seen from here
  }
  bool looked = text || text.why != Unread::busy;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code ignored;
    if (pids.size() < most && depth < kMaxDepth && at->is_directory(ignored))
      looked = list_processes(at->path(), pids, most, depth + 1) && looked;
  }
  return looked && failed != std::errc::too_many_files_open;
}

}  // namespace

Result<ControlGroup> find_control_group(const std::string& given, const CgroupRoots& roots) {
  const auto normal = fs::path(given).lexically_normal();
  if (std::find(normal.begin(), normal.end(), "..") != normal.end())
    return Error{ErrorKind::usage, fmt::format("cgroup:{}: expected the path of a control group without ..", given)};
  const auto path = below_its_tree(normal, roots);
  auto group = accounting_group(path, roots);
  if (!group) return not_found(given, path, roots);
  const auto file = group->folder() / (group->version == 2 ? "memory.current" : "memory.usage_in_bytes");
  const auto text = read_small_file(file.string(), 64);
  if (!text && text.why == Unread::not_permitted)
    return error_of(fmt::format("cgroup:{}: {} may not be read: run plimsoll as root", given, file.string()));
  return *group;
}

bool GroupLine::accounts_for_memory() const { return ("," + controllers + ",").find(",memory,") != std::string::npos; }

std::vector<GroupLine> group_lines(int pid, const CgroupRoots& roots) {
  std::vector<GroupLine> found;
  const auto text = read_small_file((roots.proc / std::to_string(pid) / "cgroup").string(), 16384);
  if (!text) return found;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {  // hierarchy:controllers:path
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    found.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
  }
  return found;
}

std::optional<ControlGroup> control_group_of(int pid, const CgroupRoots& roots) {
  for (const auto& line : group_lines(pid, roots)) {
    const auto path = fs::path(line.path).relative_path();
    auto group = accounting_group(path, roots);
    if (group && (group->version == 2 ? line.controllers.empty() : line.accounts_for_memory())) return group;
  }
  return std::nullopt;
}

std::optional<ControlGroup> control_group_of_its_own(int pid, const CgroupRoots& roots) {
  auto group = control_group_of(pid, roots);
  if (!group || group->path.empty() || is_shared_by_nature(group->path.filename().string())) return std::nullopt;
  const auto ours = control_group_of(getpid(), roots);
  if (ours && ours->tree == group->tree && is_same_or_below(ours->path, group->path)) return std::nullopt;
  return group;
}

Reading<std::vector<int>> processes_of(const ControlGroup& group, std::size_t most) {
  std::vector<int> pids;
  if (!list_processes(group.folder(), pids, most, 0)) return Unread::busy;
  return pids;
}

Reading<std::uint64_t> number_in(const fs::path& file) {
  const auto text = read_small_file(file.string(), 64);
  if (!text) return text.why;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end == text->data()) return Unread::unsupported;
  return value;
}

}  // namespace plimsoll
