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

namespace plimsoll {
namespace {

constexpr std::size_t kMostClients = 16;
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
  if (bound && listen(listener, kMostClients) == 0)
    return ControlSocket(path, listener, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  close(listener);
  return refused(path, error == EADDRINUSE ? "is there already: remove it, or name another" : std::strerror(error));
}

ControlSocket::ControlSocket(std::filesystem::path path, int listener, int waking)
    : path_(std::move(path)), listener_(listener), waking_(waking) {}

ControlSocket::ControlSocket(ControlSocket&& other) noexcept
    : path_(std::move(other.path_)),
      listener_(std::exchange(other.listener_, -1)),
      waking_(std::exchange(other.waking_, -1)) {}

ControlSocket::~ControlSocket() {
  if (listener_ < 0) return;
  stop();
  close(listener_);
  close(waking_);
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void ControlSocket::start(RunControl& control) {
  control_ = &control;
  thread_ = std::thread([this] { serve(); });
}

void ControlSocket::wake_followers() const { eventfd_write(waking_, 1); }

void ControlSocket::stop() {
  if (!thread_.joinable()) return;
  ending_->store(true);
  wake_followers();
  thread_.join();
}

void ControlSocket::accept_client() {
  const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (client >= 0 && clients_.size() >= kMostClients) close(client);
  if (client >= 0 && clients_.size() < kMostClients)
    clients_.push_back(std::make_unique<ControlClient>(client, *control_));
}

void ControlSocket::serve() {
  while (!ending_->load()) {
    std::vector<pollfd> watched = {{waking_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& client : clients_) watched.push_back({client->socket(), client->events_wanted(), 0});
    if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) break;
    eventfd_t news = 0;
    if (watched[0].revents != 0) eventfd_read(waking_, &news);
    for (std::size_t i = clients_.size(); i-- > 0;)
      if (!clients_[i]->serve(watched[i + 2].revents))
        clients_.erase(clients_.begin() + static_cast<std::ptrdiff_t>(i));
    if (watched[1].revents != 0) accept_client();
  }
  for (const auto& client : clients_) client->send_news();
  clients_.clear();
}

}  // namespace plimsoll
