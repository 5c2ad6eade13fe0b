#include "conduct/control/control_socket.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kMostClients = 16;
constexpr std::size_t kLongestLine = 1024;

struct Client {
  int socket;
  std::string received;
};

Error refused(const std::filesystem::path& path, const char* why) {
  return {ErrorKind::usage, fmt::format("--control {}: {}", path.string(), why)};
}

}  // namespace

Result<ControlSocket> ControlSocket::open(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto text = path.string();
  if (text.size() >= sizeof address.sun_path) return refused(path, "the path of a socket has at most 107 bytes");
  text.copy(address.sun_path, text.size());
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return refused(path, std::strerror(errno));
  const auto before = umask(0177);
  const bool bound = bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int error = errno;
  umask(before);
  if (bound && listen(listener, kMostClients) == 0) return ControlSocket(path, listener, eventfd(0, EFD_CLOEXEC));
  close(listener);
  return refused(path, error == EADDRINUSE ? "is there already: remove it, or name another" : std::strerror(error));
}

ControlSocket::ControlSocket(std::filesystem::path path, int listener, int ending)
    : path_(std::move(path)), listener_(listener), ending_(ending) {}

ControlSocket::ControlSocket(ControlSocket&& other) noexcept
    : path_(std::move(other.path_)),
      listener_(std::exchange(other.listener_, -1)),
      ending_(std::exchange(other.ending_, -1)) {}

ControlSocket::~ControlSocket() {
  if (listener_ < 0) return;
  stop();
  close(listener_);
  close(ending_);
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void ControlSocket::start(Answer answer) {
  answer_ = std::move(answer);
  thread_ = std::thread([this] { serve(); });
}

void ControlSocket::stop() {
  if (!thread_.joinable()) return;
  eventfd_write(ending_, 1);
  thread_.join();
}

void ControlSocket::serve() {
  std::vector<Client> clients;
  for (;;) {
    std::vector<pollfd> watched = {{ending_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& client : clients) watched.push_back({client.socket, POLLIN, 0});
    if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) break;
    if (watched[0].revents != 0) break;
    for (std::size_t i = clients.size(); i-- > 0;) {
      if (watched[i + 2].revents == 0 || serve_client(clients[i].socket, clients[i].received)) continue;
      close(clients[i].socket);
      clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (watched[1].revents == 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client >= 0 && clients.size() >= kMostClients) close(client);
    if (client >= 0 && clients.size() < kMostClients) clients.push_back({client, {}});
  }
  for (const auto& client : clients) close(client.socket);
}

// False: it has gone, or sends what is no line.
bool ControlSocket::serve_client(int client, std::string& received) {
  char buffer[kLongestLine];
  const auto count = recv(client, buffer, sizeof buffer, 0);
  if (count <= 0) return count < 0 && errno == EAGAIN;
  received.append(buffer, static_cast<std::size_t>(count));
  for (auto end = received.find('\n'); end != std::string::npos; end = received.find('\n')) {
    const auto answer = answer_(std::string_view(received).substr(0, end)) + "\n";
    received.erase(0, end + 1);
    if (send(client, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return false;
  }
  return received.size() < kLongestLine;
}

}  // namespace plimsoll
