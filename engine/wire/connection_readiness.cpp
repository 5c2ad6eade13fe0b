#include "engine/wire/connection_readiness.h"

#include <unistd.h>

namespace plimsoll {

namespace {

constexpr std::uint32_t kEverything = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
constexpr std::uint32_t kBroken = EPOLLERR | EPOLLHUP;
constexpr std::uint32_t kBothWays = EPOLLIN | EPOLLOUT | EPOLLRDHUP;

}  // namespace

bool ConnectionReadiness::Socket::watch(int socket) {
  clear(kBothWays);
  epoll_event event{};
  event.events = kEverything;
  event.data.ptr = this;
  if (epoll_ctl(readiness_.set_, EPOLL_CTL_ADD, socket, &event) != 0) return false;
  socket_ = socket;
  return true;
}

void ConnectionReadiness::Socket::stop() noexcept {
  if (socket_ < 0) return;
  epoll_ctl(readiness_.set_, EPOLL_CTL_DEL, socket_, nullptr);
  socket_ = -1;
  clear(kBothWays);
  readiness_.skip(*this);
}

ConnectionReadiness::ConnectionReadiness(boost::asio::io_context& context)
    : set_(epoll_create1(EPOLL_CLOEXEC)), waiting_(context, [this] { collect(); }) {
  if (set_ >= 0) waiting_.watch(set_, ConnectionWaiting::Kind::set);
}

ConnectionReadiness::~ConnectionReadiness() {
  if (set_ >= 0) close(set_);
}

void ConnectionReadiness::collect() {
  const int count = epoll_wait(set_, events_.data(), kEventsPerTurn, 0);
  uncollected_ = std::span(events_).first(static_cast<std::size_t>(count > 0 ? count : 0));
  while (!uncollected_.empty()) {
    const epoll_event event = uncollected_.front();
    uncollected_ = uncollected_.subspan(1);
    if (event.data.ptr == nullptr) continue;
    Socket& socket = *static_cast<Socket*>(event.data.ptr);
    socket.note((event.events & kBroken) != 0 ? kBothWays : event.events & kBothWays);
  }
}

// An event of this turn that has not been looked at yet may be of a socket that is closed by now.
void ConnectionReadiness::skip(const Socket& socket) noexcept {
  for (epoll_event& event : uncollected_) {
    if (event.data.ptr == &socket) event.data.ptr = nullptr;
  }
}

}  // namespace plimsoll
