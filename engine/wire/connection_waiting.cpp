#include "engine/wire/connection_waiting.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace plimsoll {

namespace {

namespace asio = boost::asio;

}  // namespace

void ConnectionWaiting::Socket::wake() {
  if (!moved_.is_awaited()) return;
  asio::post(waiting_.descriptor_.get_executor(), take_waiter());
  waiting_.settle();
}

void ConnectionWaiting::Socket::note(std::uint32_t events) {
  ready_ |= events;
  if (moved_.is_awaited() && (ready_ & wanted_) != 0) take_waiter()();
}

Signal::Waiter ConnectionWaiting::Socket::take_waiter() {
  unlink();
  return moved_.take();
}

ConnectionWaiting::ConnectionWaiting(asio::io_context& context, std::function<void()> collect)
    : descriptor_(context.get_executor()), collect_(std::move(collect)), alive_(std::make_shared<bool>(true)) {}

ConnectionWaiting::~ConnectionWaiting() {
  *alive_ = false;
  if (descriptor_.is_open()) descriptor_.release();
}

void ConnectionWaiting::watch(int descriptor, Kind kind) {
  descriptor_.assign(descriptor);
  kind_ = kind;
}

void ConnectionWaiting::drop_waiters() {
  while (!sockets_.empty()) sockets_.front().take_waiter();
}

void ConnectionWaiting::add(Socket& socket) {
  sockets_.push_back(socket);
  if (!armed_) arm();
}

void ConnectionWaiting::settle() {
  if (armed_ && sockets_.empty()) descriptor_.cancel();
  if (!armed_ && !sockets_.empty()) arm();
}

void ConnectionWaiting::arm() {
  armed_ = true;
  if (kind_ == Kind::set) {
    descriptor_.async_wait(asio::posix::descriptor_base::wait_read,
                           [this, alive = alive_](const boost::system::error_code&) {
                             if (*alive) woken();
                           });
  } else {
    descriptor_.async_read_some(asio::buffer(count_),
                                [this, alive = alive_](const boost::system::error_code&, std::size_t) {
                                  if (*alive) woken();
                                });
  }
}

void ConnectionWaiting::woken() {
  collect_();
  armed_ = false;
  settle();
}

}  // namespace plimsoll
