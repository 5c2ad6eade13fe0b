#include "monitors/files/disk_usage_walk.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::uint64_t kBlock = 512;  // st_blocks counts these everywhere

Error failure(const std::string& path) {
  return {ErrorKind::unavailable, fmt::format("{}: {}", path, std::strerror(errno))};
}

}  // namespace

Result<DiskUsageWalk> DiskUsageWalk::begin(const std::string& path, Counts counts) {
  DiskUsageWalk walk;
  walk.counts_ = std::move(counts);
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return failure(path);
  walk.file_system_ = info.st_dev;
  if (walk.counts(info)) walk.usage_.bytes = static_cast<std::uint64_t>(info.st_blocks) * kBlock;
  if (!S_ISDIR(info.st_mode)) {
    walk.usage_.files = walk.counts(info);
    return walk;
  }
  const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return failure(path);
  walk.enter(folder);
  return walk;
}

bool DiskUsageWalk::go_on(std::size_t entries) {
  for (; entries > 0 && !open_.empty(); --entries) {
    if (const dirent* entry = readdir(open_.back().get()))
      look_at(entry->d_name);
    else
      open_.pop_back();
  }
  return open_.empty();
}

void DiskUsageWalk::look_at(const char* name) {
  const std::string_view text(name);
  if (text == "." || text == "..") return;
  const int parent = dirfd(open_.back().get());
  struct stat info {};
  if (fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) != 0) return;  // removed meanwhile
  if (info.st_dev != file_system_) return;
  const bool is_folder = S_ISDIR(info.st_mode);
  if (!is_folder && info.st_nlink > 1 && linked_.size() < kMaxHardLinks && !linked_.insert(info.st_ino).second) return;
  if (counts(info)) {
    usage_.bytes += static_cast<std::uint64_t>(info.st_blocks) * kBlock;
    usage_.files += !is_folder;
  }
  if (!is_folder) return;
  const int folder =
      open_.size() < kMaxDepth ? openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
  if (folder >= 0)
    enter(folder);
  else if (open_.size() < kMaxDepth && (errno == EMFILE || errno == ENFILE || errno == ENOMEM))
    usage_.cut_short = true;
  else
    usage_.unreadable += open_.size() >= kMaxDepth || errno != ENOENT;
}

void DiskUsageWalk::enter(int folder) {
  if (DIR* opened = fdopendir(folder))
    open_.emplace_back(opened);
  else
    close(folder);
}

}  // namespace plimsoll
