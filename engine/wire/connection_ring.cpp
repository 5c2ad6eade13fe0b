#include "engine/wire/connection_ring.h"

#include <sys/eventfd.h>
#include <unistd.h>
#include <boost/asio/post.hpp>

#include <cerrno>
#include <cstring>

namespace plimsoll {

namespace {

namespace asio = boost::asio;

constexpr unsigned kOperationBits = 3;
constexpr unsigned kSerialBits = 5;
constexpr unsigned kPlaceBits = 24;

ConnectionRing::Key unpacked(std::uint64_t packed) noexcept {
  return {static_cast<ConnectionRing::Operation>(packed & ((1U << kOperationBits) - 1)),
          static_cast<std::uint8_t>(packed >> kOperationBits & ((1U << kSerialBits) - 1)),
          static_cast<std::uint32_t>(packed >> (kOperationBits + kSerialBits) & ((1U << kPlaceBits) - 1)),
          static_cast<std::uint32_t>(packed >> (kOperationBits + kSerialBits + kPlaceBits))};
}

std::string refusal(int error) {
  switch (error) {
    case ENOSYS:
    case EINVAL:
      return "the kernel is too old for it: 6.1 or later is needed";
    case EPERM:
    case EACCES:
      return "not permitted: a container's seccomp profile, or kernel.io_uring_disabled";
    default:
      return std::strerror(error);
  }
}

}  // namespace

std::uint64_t ConnectionRing::packed(const Key& key) noexcept {
  return static_cast<std::uint64_t>(key.operation) | std::uint64_t{key.serial} << kOperationBits |
         std::uint64_t{key.place} << (kOperationBits + kSerialBits) |
         std::uint64_t{key.generation} << (kOperationBits + kSerialBits + kPlaceBits);
}

Result<std::unique_ptr<ConnectionRing>> ConnectionRing::make(asio::io_context& context) {
  std::unique_ptr<ConnectionRing> ring(new ConnectionRing(context));
  if (const int error = ring->set_up(); error != 0) return Error{ErrorKind::internal, refusal(error)};
  return ring;
}

ConnectionRing::ConnectionRing(asio::io_context& context)
    : context_(context),
      outgoing_(new char[kOutgoingBytes]),
      waiting_(context, [this] { turn(); }),
      alive_(std::make_shared<bool>(true)) {}

ConnectionRing::~ConnectionRing() {
  *alive_ = false;
  if (is_set_up_) io_uring_queue_exit(&ring_);
  if (events_ >= 0) close(events_);
}

// Enabled by the thread that uses it: the kernel takes entries from that one alone.
int ConnectionRing::set_up() noexcept {
  io_uring_params parameters{};
  parameters.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG |
                     IORING_SETUP_R_DISABLED | IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL;
  parameters.cq_entries = kAnswers;
  if (const int refused = io_uring_queue_init_params(kEntries, &ring_, &parameters); refused != 0) return -refused;
  is_set_up_ = true;
  events_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (events_ < 0) return errno;
  if (const int refused = io_uring_register_eventfd(&ring_, events_); refused != 0) return -refused;
  waiting_.watch(events_, ConnectionWaiting::Kind::counter);
  return buffers_.enter(ring_);
}

ConnectionRing::Key ConnectionRing::enter(Client& socket) {
  if (!is_enabled_) {
    is_enabled_ = true;
    io_uring_register(static_cast<unsigned>(ring_.ring_fd), IORING_REGISTER_ENABLE_RINGS, nullptr, 0);
    io_uring_register_ring_fd(&ring_);
  }
  if (free_places_.empty()) {
    free_places_.push_back(static_cast<std::uint32_t>(places_.size()));
    places_.emplace_back();
    free_places_.reserve(places_.size());
  }
  Key key;
  key.place = free_places_.back();
  free_places_.pop_back();
  places_[key.place].socket = &socket;
  key.generation = places_[key.place].generation;
  return key;
}

void ConnectionRing::leave(const Key& key) noexcept {
  places_[key.place].socket = nullptr;
  ++places_[key.place].generation;
  free_places_.push_back(key.place);
}

io_uring_sqe* ConnectionRing::next_entry() noexcept {
  if (kOutgoingBytes - outgoing_used_ < kLongestSend) submit();
  io_uring_sqe* entry = io_uring_get_sqe(&ring_);
  if (entry == nullptr) {
    submit();
    entry = io_uring_get_sqe(&ring_);
  }
  post_turn();
  return entry;
}

std::string_view ConnectionRing::keep_until_submitted(std::string_view head, std::string_view body) noexcept {
  char* const kept = outgoing_.get() + outgoing_used_;
  std::memcpy(kept, head.data(), head.size());
  if (!body.empty()) std::memcpy(kept + head.size(), body.data(), body.size());
  outgoing_used_ += head.size() + body.size();
  return {kept, head.size() + body.size()};
}

void ConnectionRing::submit() noexcept {
  io_uring_submit_and_get_events(&ring_);
  if (!has_entries()) outgoing_used_ = 0;
}

bool ConnectionRing::is_quiet() const noexcept {
  return io_uring_cq_ready(&ring_) == 0 && !has_entries() &&
         (IO_URING_READ_ONCE(*ring_.sq.kflags) & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) == 0;
}

void ConnectionRing::post_turn() {
  if (turn_posted_) return;
  turn_posted_ = true;
  asio::post(context_, [this, alive = alive_] {
    if (!*alive) return;
    turn_posted_ = false;
    turn();
    waiting_.settle();
  });
}

void ConnectionRing::turn() {
  submit();
  collect();
}

// What is told may lead to further answers: those have their turn later, so that the deadlines have theirs.
void ConnectionRing::collect() {
  for (unsigned left = io_uring_cq_ready(&ring_); left > 0; --left) {
    io_uring_cqe* first = nullptr;
    if (io_uring_peek_cqe(&ring_, &first) != 0) break;
    const io_uring_cqe answer = *first;
    io_uring_cqe_seen(&ring_, first);
    tell(answer);
  }
}

void ConnectionRing::tell(const io_uring_cqe& answer) {
  const Key key = unpacked(answer.user_data);
  const Place* place = key.operation != Operation::cancel ? &places_[key.place] : nullptr;
  if (place != nullptr && place->socket != nullptr && place->generation == key.generation) {
    place->socket->told(key, answer);
  } else if ((answer.flags & IORING_CQE_F_BUFFER) != 0) {
    buffers_.give_back(static_cast<std::uint16_t>(answer.flags >> IORING_CQE_BUFFER_SHIFT));
  }
}

}  // namespace plimsoll
