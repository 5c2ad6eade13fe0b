#include "engine/io_choice.h"

#include "engine/connection_ring.h"

#include <fmt/format.h>
#include <limits>

namespace plimsoll {

namespace {

// With fewer on a thread there is little to hand over at once, and waking up by a ring costs more than by epoll.
constexpr std::uint64_t kFewestForARing = 8;

std::uint64_t connections_at_most(const Load& load) {
  const auto* closed = std::get_if<ClosedLoad>(&load.model);
  return closed != nullptr ? closed->users : std::numeric_limits<std::uint64_t>::max();
}

IoChoice epoll_because(std::string_view reason) { return {false, fmt::format("epoll ({})", reason)}; }

}  // namespace

std::string ring_refusal() {
  boost::asio::io_context context(1);
  const auto ring = ConnectionRing::make(context);
  return ring.has_error() ? ring.error().message : std::string();
}

Result<IoChoice> choose_io(IoWish wish, const Scenario& scenario, unsigned threads) {
  const bool encrypted = scenario.target.url.scheme == Url::Scheme::https;
  if (wish == IoWish::epoll) return epoll_because("as asked for");
  if (wish == IoWish::automatic) {
    if (encrypted) return epoll_because("the target speaks TLS");
    if (connections_at_most(scenario.load) < kFewestForARing * threads) return epoll_because("few connections");
  } else if (encrypted) {
    return Error{ErrorKind::usage, "--io uring is for http:// alone: TLS goes over epoll"};
  }
  const std::string refusal = ring_refusal();
  if (refusal.empty()) return IoChoice{true, "io_uring"};
  if (wish == IoWish::automatic) return epoll_because("no io_uring: " + refusal);
  return Error{ErrorKind::internal, fmt::format("--io uring: the kernel refuses io_uring: {}; use --io auto", refusal)};
}

}  // namespace plimsoll
