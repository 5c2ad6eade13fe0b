#include "engine/wire/socket_io.h"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace plimsoll {

namespace {

constexpr int kSendFlags = MSG_NOSIGNAL | MSG_DONTWAIT;

// Up to here copying is cheaper than having the kernel read a list of two parts.
constexpr std::size_t kCheaperJoined = 2048;

// A thread may be cancelled in send and recv, for which the library pays four locked instructions a request in a
// program with threads. Nobody is cancelled here. ThreadSanitizer sees the library's functions only.
#ifdef __has_feature
#define PLIMSOLL_HAS_FEATURE(name) __has_feature(name)
#else
#define PLIMSOLL_HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_THREAD__) || PLIMSOLL_HAS_FEATURE(thread_sanitizer)
ssize_t send_bytes(int socket, const char* data, std::size_t size) noexcept {
  return send(socket, data, size, kSendFlags);
}
ssize_t receive_bytes(int socket, char* data, std::size_t size) noexcept {
  return recv(socket, data, size, MSG_DONTWAIT);
}
#else
ssize_t send_bytes(int socket, const char* data, std::size_t size) noexcept {
  return syscall(SYS_sendto, socket, data, size, kSendFlags, nullptr, 0);
}
ssize_t receive_bytes(int socket, char* data, std::size_t size) noexcept {
  return syscall(SYS_recvfrom, socket, data, size, MSG_DONTWAIT, nullptr, nullptr);
}
#endif

ssize_t send_parts(int socket, std::string_view head, std::string_view body) noexcept {
  if (body.empty()) return send_bytes(socket, head.data(), head.size());
  if (head.size() + body.size() <= kCheaperJoined) {
    std::array<char, kCheaperJoined> joined;
    std::memcpy(joined.data(), head.data(), head.size());
    std::memcpy(joined.data() + head.size(), body.data(), body.size());
    return send_bytes(socket, joined.data(), head.size() + body.size());
  }
  // The kernel only reads them, but an iovec is for both ways.
  const auto part = [](std::string_view bytes) {
    return iovec{const_cast<char*>(bytes.data()), bytes.size()};  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  };
  std::array<iovec, 2> parts{part(head), part(body)};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  return sendmsg(socket, &message, kSendFlags);
}

IoResult received(ssize_t bytes) noexcept {
  if (bytes > 0) return {IoState::done, static_cast<std::size_t>(bytes)};
  if (bytes == 0) return {IoState::ended};
  if (errno == EAGAIN || errno == EINTR) return {IoState::wants_read};
  return {IoState::failed, 0, errno};
}

}  // namespace

IoResult send_joined(int socket, std::string_view head, std::string_view body) noexcept {
  const ssize_t sent = send_parts(socket, head, body);
  if (sent >= 0) return {IoState::done, static_cast<std::size_t>(sent)};
  if (errno == EAGAIN || errno == EINTR) return {IoState::wants_write};
  return {IoState::failed, 0, errno};
}

IoResult receive_now(int socket, char* data, std::size_t size) noexcept {
  return received(receive_bytes(socket, data, size));
}

void ask_for_stamps(int socket) noexcept {
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

// NOLINTNEXTLINE(readability-non-const-parameter): the kernel writes there, by `part`
IoResult receive_stamped(int socket, char* data, std::size_t size) noexcept {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
  iovec part{data, size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  auto result = received(recvmsg(socket, &message, MSG_DONTWAIT));
  if (result.state != IoState::done) return result;
  const cmsghdr* said = CMSG_FIRSTHDR(&message);
  if (said == nullptr || said->cmsg_level != SOL_SOCKET || said->cmsg_type != SCM_TIMESTAMPNS) return result;
  timespec time{};
  std::memcpy(&time, CMSG_DATA(said), sizeof time);
  result.came = WallTime(std::chrono::seconds(time.tv_sec) + Nanos(time.tv_nsec));
  return result;
}

IoResult peek(int socket) noexcept {
  char first = 0;
  return received(recv(socket, &first, sizeof first, MSG_DONTWAIT | MSG_PEEK));
}

}  // namespace plimsoll
