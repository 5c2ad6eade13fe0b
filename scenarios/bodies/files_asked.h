#pragma once

// Which files and folders the parse of a scenario asked for, those that are not there included: for whoever keeps what
// came of it until one of them changes. One a thread at a time; of the thread that made it.

#include <filesystem>
#include <vector>

namespace plimsoll {

class FilesAsked {
 public:
  FilesAsked();
  ~FilesAsked();
  FilesAsked(const FilesAsked&) = delete;
  FilesAsked& operator=(const FilesAsked&) = delete;

  static constexpr std::size_t kMost = 4096;
  bool all() const noexcept { return all_; }  // false: there were more
  const std::vector<std::filesystem::path>& paths() const noexcept { return paths_; }

  // Told by what reads. Nothing happens where nobody keeps it.
  static void note(const std::filesystem::path& path);

 private:
  std::vector<std::filesystem::path> paths_;
  bool all_ = true;
};

}  // namespace plimsoll
