#include "engine/connection_addresses.h"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace plimsoll {

namespace {

namespace asio = boost::asio;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;
using Waiters = boost::intrusive::list<ConnectionAddresses::Waiter, boost::intrusive::constant_time_size<false>>;

constexpr Nanos kBetweenQuestions = std::chrono::seconds(1);

std::string describe(const std::string& host, const boost::system::error_code& error) {
  if (error == asio::error::host_not_found) return fmt::format("no such host: '{}'", host);
  if (error == asio::error::host_not_found_try_again) {
    return fmt::format("cannot resolve '{}': the name service does not answer", host);
  }
  return fmt::format("cannot resolve '{}': {}", host, error.message());
}

}  // namespace

struct ConnectionAddresses::State : std::enable_shared_from_this<State> {
  State(asio::io_context& context, const Clock& clock_given, const Url& url)
      : clock(clock_given), resolver(context.get_executor()), host(url.host), port(url.port) {}

  void ask() {
    asked_at = clock.now();
    asking = true;
    resolver.async_resolve(
        host, std::to_string(port), Resolver::flags::numeric_service,
        [weak = weak_from_this()](const boost::system::error_code& error, const Resolver::results_type& results) {
          if (const auto self = weak.lock()) self->answered(error, results);
        });
  }

  void answered(const boost::system::error_code& error, const Resolver::results_type& results) {
    asking = false;
    if (error) {
      failure = describe(host, error);
    } else {
      known.clear();
      for (const auto& result : results) known.push_back(result.endpoint());
    }
    wake_all();
  }

  void wake_all() {
    for (auto& waiter : waiters) waiter.wake();
  }

  bool asked_lately() const { return asked_at != Instant{} && clock.now() - asked_at < kBetweenQuestions; }

  const Clock& clock;
  Resolver resolver;
  const std::string host;
  const std::uint16_t port;
  bool fixed = false;  // there is no name to ask for
  bool asking = false;
  Instant asked_at{};
  std::vector<Endpoint> known;
  std::string failure;
  Waiters waiters;
};

ConnectionAddresses::ConnectionAddresses(asio::io_context& context, const Clock& clock, const Url& url)
    : state_(std::make_shared<State>(context, clock, url)) {
  if (!url.socket_path.empty()) {
    state_->fixed = true;
    state_->known.emplace_back(asio::local::stream_protocol::endpoint(url.socket_path));
    return;
  }
  boost::system::error_code not_an_address;
  const auto address = asio::ip::make_address(url.host, not_an_address);
  if (not_an_address) return;
  state_->fixed = true;
  state_->known.emplace_back(asio::ip::tcp::endpoint(address, url.port));
}

ConnectionAddresses::~ConnectionAddresses() { state_->resolver.cancel(); }

const std::vector<ConnectionAddresses::Endpoint>& ConnectionAddresses::known() const noexcept { return state_->known; }

const std::string& ConnectionAddresses::failure() const noexcept { return state_->failure; }

Awaitable<> ConnectionAddresses::wait(Waiter& waiter) {
  if (!state_->asking) {
    if (state_->asked_lately()) co_return;  // and it failed: the same answer for a second
    try {
      state_->ask();
    } catch (const boost::system::system_error& error) {  // no thread for the resolver
      state_->asking = false;
      state_->failure = describe(state_->host, error.code());
      co_return;
    }
  }
  state_->waiters.push_back(waiter);
  co_await waiter.timer_.async_wait(asio::as_tuple(asio::use_awaitable_t<Executor>()));
  waiter.unlink();
}

void ConnectionAddresses::prefer(const Endpoint& reached) {
  auto& known = state_->known;
  if (known.front() == reached) return;
  const auto at = std::find(known.begin(), known.end(), reached);
  if (at != known.end()) std::rotate(known.begin(), at, at + 1);
}

void ConnectionAddresses::none_reached() {
  if (state_->fixed || state_->asking || state_->asked_lately()) return;
  state_->known.clear();
}

}  // namespace plimsoll
