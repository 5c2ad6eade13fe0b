#include "conduct/target/descendants.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace plimsoll {
namespace {

void append_children(int pid, std::vector<int>& found) {
  std::error_code gone;
  const auto tasks = std::filesystem::path("/proc") / std::to_string(pid) / "task";
  for (std::filesystem::directory_iterator task(tasks, gone), end; !gone && task != end; task.increment(gone)) {
    std::ifstream children(task->path() / "children");
    for (int child = 0; children >> child;) found.push_back(child);
  }
}

bool is_zombie(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat((std::istreambuf_iterator<char>(file)), {});
  const auto after_name = stat.rfind(')');
  return after_name == std::string::npos || after_name + 2 >= stat.size() || stat[after_name + 2] == 'Z';
}

}  // namespace

std::vector<int> descendants_of(int pid) {
  std::vector<int> found;
  append_children(pid, found);
  for (std::size_t i = 0; i < found.size(); ++i) append_children(found[i], found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::erase_if(found, is_zombie);
  return found;
}

}  // namespace plimsoll
