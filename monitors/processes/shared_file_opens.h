#pragma once

// Which process opened which file of a tmpfs since it was begun, told by the kernel (fanotify), so that a file is known
// for the target's that it wrote and closed between two looks. Needs the rights of root; Linux 5.9 and later. Holds one
// descriptor, and no file alive. Owned by a probe; its thread.

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct SharedFileOpen {
  int pid = 0;
  ino_t inode = 0;
};

class SharedFileOpens {
 public:
  // Nothing where it may not be had, or `path` is in no tmpfs.
  static std::optional<SharedFileOpens> begin(const std::string& path);

  SharedFileOpens(SharedFileOpens&& other) noexcept;
  SharedFileOpens& operator=(SharedFileOpens&& other) noexcept;
  ~SharedFileOpens();

  // Since it was asked before; of very many some are lost.
  std::vector<SharedFileOpen> take() const;

 private:
  explicit SharedFileOpens(int events) : events_(events) {}

  int events_ = -1;
};

}  // namespace plimsoll
