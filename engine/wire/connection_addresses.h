#pragma once

// The addresses behind the target's name: resolved for all connections of a transport, again when the answer is old,
// and when none of them could be reached. A numeric address, a Unix socket and an answer that was given beforehand are
// there at once. Owned by a transport; its thread only.

#include "core/awaitable.h"
#include "core/clock.h"
#include "scenarios/connection_options.h"
#include "scenarios/url.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/intrusive/list.hpp>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

class ConnectionAddresses {
 public:
  using Endpoint = boost::asio::generic::stream_protocol::endpoint;  // TCP or a Unix socket

  // One coroutine that waits for the name service; may be woken early by its owner. Lives in that coroutine.
  class Waiter : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    explicit Waiter(const LoopExecutor& executor) : timer_(executor, Instant::max()) {}
    void wake() { timer_.cancel(); }

   private:
    friend class ConnectionAddresses;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      LoopExecutor>
        timer_;
  };

  ConnectionAddresses(boost::asio::io_context& context, const Clock& clock, const Url& url,
                      const ConnectionOptions& options = {});
  ~ConnectionAddresses();

  // Not empty: addresses to be tried in this order.
  const std::vector<Endpoint>& known() const noexcept;
  // Why there are none, after a wait.
  const std::string& failure() const noexcept;
  // Returns when the name service has answered, or when the waiter was woken.
  Awaitable<> wait(Waiter& waiter);

  // Asks again in the background where the answer is older than it may be: the old one serves meanwhile.
  void renew();
  // How long the name service took for its last answer.
  Nanos answered_within() const noexcept;
  // How often the name service was asked.
  std::uint64_t questions() const noexcept;

  // `reached` is tried first from now on.
  void prefer(const Endpoint& reached);
  // None could be reached: the name is asked for again, at most once a second.
  void none_reached();

 private:
  struct State;
  std::shared_ptr<State> state_;  // an answer of the name service may come after this is gone
};

}  // namespace plimsoll
