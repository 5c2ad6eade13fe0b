#include "conduct/control/line_socket.h"

#include "core/clock.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace plimsoll {

Result<LineSocket> LineSocket::connect(const std::filesystem::path& path) {
  const auto refused = [&](const char* why) {
    return Error{ErrorKind::unavailable, fmt::format("{}: no run answers there: {}", path.string(), why)};
  };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto text = path.string();
  if (text.size() >= sizeof address.sun_path) return refused("the path of a socket has at most 107 bytes");
  text.copy(address.sun_path, text.size());
  LineSocket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.socket_ < 0) return refused(std::strerror(errno));
  if (::connect(socket.socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return refused(std::strerror(errno));
  return socket;
}

LineSocket::LineSocket(LineSocket&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      closed_(other.closed_),
      received_(std::move(other.received_)),
      searched_(other.searched_) {}

LineSocket::~LineSocket() {
  if (socket_ >= 0) close(socket_);
}

bool LineSocket::send_whole(const std::string& text) const {
  for (std::size_t sent = 0; sent < text.size();) {
    const auto count = send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) sent += static_cast<std::size_t>(count);
  }
  return true;
}

Result<std::string> LineSocket::ask(const std::string& line, Nanos patience) {
  if (!send_whole(line + "\n")) return Error{ErrorKind::unavailable, "the run has ended"};
  if (auto answer = receive(patience)) return std::move(*answer);
  return Error{ErrorKind::unavailable, closed_ ? "the run has ended" : "the run does not answer"};
}

std::optional<std::string> LineSocket::receive(Nanos patience) {
  const auto deadline = monotonic_now() + patience;
  while (true) {
    const auto end = received_.find('\n', searched_);
    if (end != std::string::npos) {
      auto line = received_.substr(0, end);
      received_.erase(0, end + 1);
      searched_ = 0;
      return line;
    }
    searched_ = received_.size();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - monotonic_now());
    pollfd readable{socket_, POLLIN, 0};
    const int ready = poll(&readable, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (ready == 0 || (ready < 0 && errno != EINTR)) return std::nullopt;
    if (ready < 0) continue;
    char buffer[64 << 10];
    const auto count = recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) {
      closed_ = true;
      return std::nullopt;
    }
    received_.append(buffer, static_cast<std::size_t>(count));
  }
}

}  // namespace plimsoll
