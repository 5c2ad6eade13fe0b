#include "engine/wire/connection_addresses.h"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace plimsoll {

namespace {

namespace asio = boost::asio;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, LoopExecutor>;
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
  State(asio::io_context& context, const Clock& clock_given, const Url& url, Nanos longest)
      : clock(clock_given), resolver(context.get_executor()), host(url.host), port(url.port), longest_use(longest) {}

  void ask() {
    asked_at = clock.now();
    asking = true;
    ++questions;
    resolver.async_resolve(
        host, std::to_string(port), Resolver::flags::numeric_service,
        [weak = weak_from_this()](const boost::system::error_code& error, const Resolver::results_type& results) {
          if (const auto self = weak.lock()) self->answered(error, results);
        });
  }

  void answered(const boost::system::error_code& error, const Resolver::results_type& results) {
    asking = false;
    answered_within = clock.now() - asked_at;
    if (error) {
      failure = describe(host, error);
    } else {
      const std::vector<Endpoint> before = std::move(known);
      known.clear();
      for (const auto& result : results) known.emplace_back(result.endpoint());
      if (!before.empty()) prefer(before.front());
    }
    wake_all();
  }

  void prefer(const Endpoint& reached) {
    const auto at = std::find(known.begin(), known.end(), reached);
    if (at != known.end()) std::rotate(known.begin(), at, at + 1);
  }

  void use_always(const std::vector<std::string>& addresses) {
    fixed = true;
    for (const auto& address : addresses)
      known.emplace_back(asio::ip::tcp::endpoint(asio::ip::make_address(address), port));
  }

  bool is_old() const { return longest_use > Nanos(0) && clock.now() - asked_at >= longest_use; }

  void wake_all() {
    for (auto& waiter : waiters) waiter.wake();
  }

  bool asked_lately() const { return asked_at != Instant{} && clock.now() - asked_at < kBetweenQuestions; }

  const Clock& clock;
  Resolver resolver;
  const std::string host;
  const std::uint16_t port;
  const Nanos longest_use;  // of an answer; 0: no end
  bool fixed = false;       // there is no name to ask for
  bool asking = false;
  std::uint64_t questions = 0;
  Instant asked_at{};
  Nanos answered_within{0};
  std::vector<Endpoint> known;
  std::string failure;
  Waiters waiters;
};

ConnectionAddresses::ConnectionAddresses(asio::io_context& context, const Clock& clock, const Url& url,
                                         const ConnectionOptions& options)
    : state_(std::make_shared<State>(context, clock, url, options.re_resolve)) {
  if (!url.socket_path.empty()) {
    state_->fixed = true;
    state_->known.emplace_back(asio::local::stream_protocol::endpoint(url.socket_path));
    return;
  }
  for (const auto& given : options.resolve) {
    if (given.host != url.host || given.port != url.port) continue;
    state_->use_always(given.addresses);
    return;
  }
  boost::system::error_code not_an_address;
  asio::ip::make_address(url.host, not_an_address);
  if (!not_an_address) state_->use_always({url.host});
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
  co_await waiter.timer_.async_wait(asio::as_tuple(asio::use_awaitable_t<LoopExecutor>()));
  waiter.unlink();
}

void ConnectionAddresses::renew() {
  if (state_->fixed || state_->asking || state_->known.empty() || !state_->is_old()) return;
  try {
    state_->ask();
  } catch (const boost::system::system_error&) {  // no thread for the resolver: the old answer serves on
    state_->asking = false;
  }
}

Nanos ConnectionAddresses::answered_within() const noexcept { return state_->answered_within; }

std::uint64_t ConnectionAddresses::questions() const noexcept { return state_->questions; }

void ConnectionAddresses::prefer(const Endpoint& reached) {
  if (state_->known.front() != reached) state_->prefer(reached);
}

void ConnectionAddresses::none_reached() {
  if (state_->fixed || state_->asking || state_->asked_lately()) return;
  state_->known.clear();
}

}  // namespace plimsoll
