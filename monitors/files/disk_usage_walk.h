#pragma once

// Adds up what the files below a path take, some entries at a time, so that a huge tree does not hold anyone up:
// blocks, not lengths; a file with several names once; no symbolic link followed; no other file system entered. Owned
// by a probe; its thread. Holds a descriptor for each level of folders that it stands in.

#include "core/error.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct DiskUsage {
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;       // of any kind but folders
  std::uint64_t unreadable = 0;  // folders that may not be looked into, or lie too deep
  bool cut_short = false;        // a folder was left out for want of descriptors or memory of our own
};

class DiskUsageWalk {
 public:
  using Counts = std::function<bool(const struct stat&)>;
  static constexpr std::size_t kMaxDepth = 128;
  static constexpr std::size_t kMaxHardLinks = 100'000;  // those beyond count once a name

  // The path itself may be a link, or a file. `counts`: what is added up; empty: everything. Error: what is wrong with
  // the path.
  static Result<DiskUsageWalk> begin(const std::string& path, Counts counts = {});

  // True when everything was seen; goes on where it stopped.
  bool go_on(std::size_t entries);
  const DiskUsage& usage() const noexcept { return usage_; }

 private:
  struct CloseFolder {
    void operator()(DIR* folder) const { closedir(folder); }
  };
  using Folder = std::unique_ptr<DIR, CloseFolder>;

  DiskUsageWalk() = default;
  void look_at(const char* name);
  void enter(int folder);

  bool counts(const struct stat& info) const { return !counts_ || counts_(info); }

  dev_t file_system_ = 0;
  Counts counts_;
  std::vector<Folder> open_;  // from the path down to where it stands
  std::set<ino_t> linked_;
  DiskUsage usage_;
};

}  // namespace plimsoll
