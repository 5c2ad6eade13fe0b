#include "engine/connection_readiness.h"

#include <boost/asio/post.hpp>

#include <utility>

namespace plimsoll {

namespace {

namespace asio = boost::asio;

constexpr std::uint32_t kEverything = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
constexpr std::uint32_t kBroken = EPOLLERR | EPOLLHUP;

}  // namespace

bool ConnectionReadiness::Source::watch(int socket) {
  ready_ = 0;
  epoll_event event{};
  event.events = kEverything;
  event.data.ptr = this;
  if (epoll_ctl(readiness_.set_.native_handle(), EPOLL_CTL_ADD, socket, &event) != 0) return false;
  socket_ = socket;
  return true;
}

void ConnectionReadiness::Source::stop() noexcept {
  if (socket_ < 0) return;
  epoll_ctl(readiness_.set_.native_handle(), EPOLL_CTL_DEL, socket_, nullptr);
  socket_ = -1;
  ready_ = 0;
  readiness_.skip(*this);
}

Awaitable<> ConnectionReadiness::Source::wait(Direction direction) {
  asio::use_awaitable_t<Executor> token;
  return asio::async_initiate<asio::use_awaitable_t<Executor>, void()>(
      [this, direction](Waiter waiter) {
        waiter_.emplace(std::move(waiter));
        wanted_ = direction;
        readiness_.add(*this);
      },
      token);
}

void ConnectionReadiness::Source::wake() {
  if (!waiter_) return;
  asio::post(readiness_.set_.get_executor(), take_waiter());
  if (readiness_.waiting_.empty() && readiness_.armed_) readiness_.set_.cancel();
}

ConnectionReadiness::Source::Waiter ConnectionReadiness::Source::take_waiter() {
  unlink();
  Waiter waiter = std::move(*waiter_);
  waiter_.reset();
  return waiter;
}

ConnectionReadiness::ConnectionReadiness(asio::io_context& context)
    : set_(context.get_executor()), alive_(std::make_shared<bool>(true)) {
  const int set = epoll_create1(EPOLL_CLOEXEC);
  boost::system::error_code refused;
  if (set >= 0) set_.assign(set, refused);
}

ConnectionReadiness::~ConnectionReadiness() { *alive_ = false; }

void ConnectionReadiness::drop_waiters() {
  while (!waiting_.empty()) waiting_.front().take_waiter();
}

void ConnectionReadiness::add(Source& source) {
  waiting_.push_back(source);
  if (!armed_) arm();
}

void ConnectionReadiness::arm() {
  armed_ = true;
  set_.async_wait(asio::posix::descriptor_base::wait_read, [this, alive = alive_](const boost::system::error_code&) {
    if (*alive) collect();
  });
}

void ConnectionReadiness::collect() {
  const int count = epoll_wait(set_.native_handle(), events_.data(), kEventsPerTurn, 0);
  uncollected_ = std::span(events_).first(static_cast<std::size_t>(count > 0 ? count : 0));
  while (!uncollected_.empty()) {
    const epoll_event event = uncollected_.front();
    uncollected_ = uncollected_.subspan(1);
    if (event.data.ptr == nullptr) continue;
    Source& source = *static_cast<Source*>(event.data.ptr);
    source.ready_ |= (event.events & kBroken) != 0 ? event.events | Direction::either : event.events;
    if (source.waiter_ && (source.ready_ & source.wanted_) != 0) source.take_waiter()();
  }
  armed_ = false;
  if (!waiting_.empty()) arm();
}

// An event of this turn that has not been looked at yet may be of a socket that is closed by now.
void ConnectionReadiness::skip(const Source& source) noexcept {
  for (epoll_event& event : uncollected_) {
    if (event.data.ptr == &source) event.data.ptr = nullptr;
  }
}

}  // namespace plimsoll
