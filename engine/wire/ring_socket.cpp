#include "engine/wire/ring_socket.h"

#include "engine/wire/socket_io.h"

#include <sys/poll.h>
#include <sys/socket.h>
#include <cerrno>

namespace plimsoll {

namespace {

constexpr std::uint8_t kSerials = 32;

// With MSG_DONTWAIT the kernel is done with the bytes when it has taken the entry; with MSG_WAITALL less than all of
// them is a failure, and only failures are told.
constexpr int kWholeSendFlags = MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL;

}  // namespace

void RingSocket::watch(int socket) noexcept {
  socket_ = socket;
  key_ = ring_.enter(*this);
  error_ = 0;
  ended_ = receiving_ = polling_readable_ = polling_writable_ = sends_by_hand_ = false;
  send_result_.reset();
  clear(Direction::either);
  receive_from_now_on();
}

// Entries name the socket by its number, which the next socket may get: all of them are handed over before.
void RingSocket::stop() noexcept {
  if (socket_ < 0) return;
  if (receiving_) cancel(Operation::receive);
  if (polling_readable_) cancel(Operation::poll_readable);
  if (polling_writable_) cancel(Operation::poll_writable);
  if (ring_.has_entries()) ring_.submit();
  ring_.buffers().drop(pieces_);
  ring_.leave(key_);
  socket_ = -1;
}

IoResult RingSocket::send_some(std::string_view head, std::string_view body) noexcept {
  const std::size_t bytes = head.size() + body.size();
  io_uring_sqe* entry = nullptr;
  if (!sends_by_hand_ && bytes <= ConnectionRing::kLongestSend) entry = ring_.next_entry();
  if (entry != nullptr) {
    const std::string_view kept = ring_.keep_until_submitted(head, body);
    io_uring_prep_send(entry, socket_, kept.data(), kept.size(), kWholeSendFlags);
    entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
    key_.serial = static_cast<std::uint8_t>((key_.serial + 1) % kSerials);
    entry->user_data = name(Operation::send);
    return {IoState::done, bytes};
  }
  const IoResult result = send_joined(socket_, head, body);
  sends_by_hand_ = result.state != IoState::done || result.bytes < bytes;
  if (result.state == IoState::wants_write) {
    forget(Direction::writable);
    poll(Operation::poll_writable, polling_writable_);
  }
  return result;
}

IoResult RingSocket::receive_some(char* data, std::size_t size) noexcept {
  if (!pieces_.empty()) {
    const std::size_t bytes = ring_.buffers().take(pieces_, data, size);
    const bool more = !pieces_.empty() || ended_ || error_ != 0;
    if (!more && receiving_) forget(Direction::readable);
    return {IoState::done, bytes, 0, more};
  }
  if (error_ != 0) return {IoState::failed, 0, error_};
  if (ended_) return {IoState::ended};
  if (!receiving_ && !polling_readable_) return received_by_hand(data, size);
  forget(Direction::readable);
  return {IoState::wants_read};
}

// The ring had no buffer left, or has given up for another reason: until nothing is left to read it is not asked again.
IoResult RingSocket::received_by_hand(char* data, std::size_t size) noexcept {
  const IoResult result = receive_now(socket_, data, size);
  if (result.state == IoState::wants_read) {
    forget(Direction::readable);
    receive_from_now_on();
  }
  return result;
}

IoResult RingSocket::look() noexcept {
  if (!pieces_.empty()) return {IoState::done};
  if (error_ != 0) return {IoState::failed, 0, error_};
  if (ended_ || send_result_) return {IoState::ended};
  if (receiving_ && ring_.is_quiet()) return {IoState::wants_read};

  return peek(socket_);
}

std::optional<IoResult> RingSocket::take_send_result() noexcept {
  std::optional<IoResult> result = send_result_;
  send_result_.reset();
  clear(ConnectionWaiting::kSendFellShort);
  return result;
}

void RingSocket::told(const ConnectionRing::Key& key, const io_uring_cqe& answer) {
  switch (key.operation) {
    case Operation::cancel:
      break;
    case Operation::send:
      send_ended(key.serial, answer.res);
      break;
    case Operation::receive:
      received(answer);
      break;
    case Operation::poll_readable:
      polling_readable_ = false;
      note(EPOLLIN);
      break;
    case Operation::poll_writable:
      polling_writable_ = false;
      note(EPOLLOUT);
      break;
  }
}

void RingSocket::received(const io_uring_cqe& answer) {
  if ((answer.flags & IORING_CQE_F_MORE) == 0) receiving_ = false;
  if ((answer.flags & IORING_CQE_F_BUFFER) != 0) {
    const auto buffer = static_cast<std::uint16_t>(answer.flags >> IORING_CQE_BUFFER_SHIFT);
    if (answer.res > 0) {
      ring_.buffers().append(pieces_, buffer, static_cast<std::size_t>(answer.res));
    } else {
      ring_.buffers().give_back(buffer);
    }
  }
  if (answer.res == -ENOBUFS || answer.res == -EAGAIN || answer.res == -EINTR) {
    poll(Operation::poll_readable, polling_readable_);
    return;
  }
  if (answer.res == 0) ended_ = true;
  if (answer.res < 0) error_ = -answer.res;
  note(EPOLLIN);
}

// Told of an earlier send than the last, the connection is of no use any more: bytes of both would be mixed.
void RingSocket::send_ended(std::uint8_t serial, int result) {
  const bool is_short = result >= 0 || result == -EAGAIN || result == -EINTR;
  if (serial != key_.serial) {
    error_ = ECONNRESET;
    note(EPOLLIN);
    return;
  }
  sends_by_hand_ = true;
  send_result_ = is_short ? IoResult{IoState::done, static_cast<std::size_t>(result > 0 ? result : 0)}
                          : IoResult{IoState::failed, 0, -result};
  note(ConnectionWaiting::kSendFellShort);
}

std::uint64_t RingSocket::name(Operation operation) const noexcept {
  ConnectionRing::Key key = key_;
  key.operation = operation;
  if (operation != Operation::send) key.serial = 0;
  return ConnectionRing::packed(key);
}

void RingSocket::receive_from_now_on() noexcept {
  io_uring_sqe* entry = ring_.next_entry();
  if (entry == nullptr) {
    error_ = ENOBUFS;
    return;
  }
  io_uring_prep_recv_multishot(entry, socket_, nullptr, 0, 0);
  entry->flags |= IOSQE_BUFFER_SELECT;
  entry->buf_group = RingBuffers::kGroup;
  entry->user_data = name(Operation::receive);
  receiving_ = true;
}

void RingSocket::poll(Operation operation, bool& polling) noexcept {
  if (polling) return;
  io_uring_sqe* entry = ring_.next_entry();
  if (entry == nullptr) {
    error_ = ENOBUFS;
    return;
  }
  io_uring_prep_poll_add(entry, socket_, operation == Operation::poll_readable ? POLLIN | POLLRDHUP : POLLOUT);
  entry->user_data = name(operation);
  polling = true;
}

void RingSocket::cancel(Operation operation) noexcept {
  io_uring_sqe* entry = ring_.next_entry();
  if (entry == nullptr) return;
  io_uring_prep_cancel64(entry, name(operation), 0);
  entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
  entry->user_data = 0;  // Operation::cancel: its answer concerns nobody
}

}  // namespace plimsoll
