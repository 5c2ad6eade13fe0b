#include "web/api/scenario_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMost = 1000;
constexpr int kDeepest = 6;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

bool is_scenario_file(const fs::path& path) {
  const auto extension = path.extension();
  return (extension == ".yaml" || extension == ".yml" || extension == ".hurl") && !is_hidden(path);
}

// "." and ".." begin like hidden names.
bool is_plain(const fs::path& within) {
  return within.is_relative() && std::none_of(within.begin(), within.end(), is_hidden);
}

// Whatever links lead to.
bool is_within(const fs::path& path, const fs::path& folder) {
  std::error_code absent;
  const auto whole = fs::canonical(path, absent);
  if (absent) return false;
  const auto root = fs::canonical(folder, absent);
  if (absent) return false;
  return std::mismatch(root.begin(), root.end(), whole.begin(), whole.end()).first == root.end();
}

void add_files(const fs::path& folder, const std::string& prefix, std::vector<std::string>& ids) {
  std::error_code absent;
  auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, absent);
  for (; !absent && entry != fs::end(entry) && ids.size() < kMost; entry.increment(absent)) {
    std::error_code unreadable;
    if (entry->is_directory(unreadable) && (is_hidden(entry->path()) || entry.depth() >= kDeepest))
      entry.disable_recursion_pending();
    if (!entry->is_regular_file(unreadable) || !is_scenario_file(entry->path())) continue;
    if (is_within(entry->path(), folder)) ids.push_back(prefix + entry->path().lexically_relative(folder).string());
  }
}

}  // namespace

ScenarioFolders::ScenarioFolders(std::vector<fs::path> folders) : folders_(std::move(folders)) {
  for (auto& folder : folders_) {
    std::error_code failed;
    if (auto whole = fs::canonical(folder, failed); !failed) folder = std::move(whole);
  }
}

std::vector<std::string> ScenarioFolders::list() const {
  std::vector<std::string> ids;
  for (const auto& folder : folders_)
    add_files(folder, folders_.size() > 1 ? folder.filename().string() + "/" : "", ids);
  std::sort(ids.begin(), ids.end());
  return ids;
}

Result<fs::path> ScenarioFolders::find(const std::string& id) const {
  for (const auto& folder : folders_) {
    auto name = id;
    if (folders_.size() > 1) {
      const auto prefix = folder.filename().string() + "/";
      if (!name.starts_with(prefix)) continue;
      name.erase(0, prefix.size());
    }
    const auto path = folder / name;
    std::error_code absent;
    if (is_plain(name) && is_scenario_file(path) && fs::is_regular_file(path, absent) && is_within(path, folder))
      return path;
  }
  return invalid(fmt::format("{}: no such scenario in the folders of --scenarios", id));
}

}  // namespace plimsoll
