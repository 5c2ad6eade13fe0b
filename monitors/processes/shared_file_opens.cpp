#include "monitors/processes/shared_file_opens.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/fanotify.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostReads = 64;  // of some hundred events each, at once

// A tmpfs names a file by its generation and the two halves of its number.
std::optional<ino_t> inode_of(const char* event, std::size_t size) {
  constexpr std::size_t kHandleAt = sizeof(fanotify_event_metadata) + sizeof(fanotify_event_info_fid);
  std::array<std::uint32_t, 2> head{};  // of file_handle: bytes, type
  std::array<std::uint32_t, 3> handle{};
  if (size < kHandleAt + sizeof head + sizeof handle) return std::nullopt;
  std::memcpy(head.data(), event + kHandleAt, sizeof head);
  if (head[0] != sizeof handle) return std::nullopt;
  std::memcpy(handle.data(), event + kHandleAt + sizeof head, sizeof handle);
  return static_cast<ino_t>(handle[1]) | static_cast<ino_t>(handle[2]) << 32;
}

}  // namespace

std::optional<SharedFileOpens> SharedFileOpens::begin(const std::string& path) {
  struct statfs info {};
  if (statfs(path.c_str(), &info) != 0 || info.f_type != TMPFS_MAGIC || geteuid() != 0) return std::nullopt;
  const int events = fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID | FAN_CLOEXEC | FAN_NONBLOCK, O_RDONLY);
  if (events < 0) return std::nullopt;
  SharedFileOpens opens(events);
  if (fanotify_mark(events, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, FAN_OPEN, AT_FDCWD, path.c_str()) != 0)
    return std::nullopt;
  return opens;
}

SharedFileOpens::SharedFileOpens(SharedFileOpens&& other) noexcept : events_(std::exchange(other.events_, -1)) {}

SharedFileOpens& SharedFileOpens::operator=(SharedFileOpens&& other) noexcept {
  std::swap(events_, other.events_);
  return *this;
}

SharedFileOpens::~SharedFileOpens() {
  if (events_ >= 0) close(events_);
}

std::vector<SharedFileOpen> SharedFileOpens::take() const {
  std::vector<SharedFileOpen> opens;
  alignas(fanotify_event_metadata) std::array<char, 32768> buffer{};
  for (std::size_t i = 0; i < kMostReads; ++i) {
    const auto got = read(events_, buffer.data(), buffer.size());
    if (got <= 0) break;
    auto left = static_cast<std::size_t>(got);
    for (const char* at = buffer.data(); left >= sizeof(fanotify_event_metadata);) {
      fanotify_event_metadata event{};
      std::memcpy(&event, at, sizeof event);
      if (event.event_len < sizeof event || event.event_len > left) break;
      if (const auto inode = inode_of(at, event.event_len)) opens.push_back({event.pid, *inode});
      at += event.event_len;
      left -= event.event_len;
    }
  }
  return opens;
}

}  // namespace plimsoll
