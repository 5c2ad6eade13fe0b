#include "checking/hurl_client.h"

#include "core/clock.h"
#include "core/http/header_names.h"
#include "core/text.h"
#include "engine/dialogue/cookie_jar.h"
#include "engine/dialogue/followed_request.h"
#include "engine/dialogue/location.h"
#include "engine/http1/http1_transport.h"
#include "engine/queries/header_values.h"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <map>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLargestAnswer = 64ULL << 20;
constexpr std::uint64_t kMostHops = 1000;  // where there is no bound

bool leads_on(int status) { return status / 100 == 3; }

// As curl is driven by Hurl, and not as browsers do: a PUT too becomes a GET.
Method hurl_method_after(Method method, int status) { return status >= 301 && status <= 303 ? Method::get : method; }

// "a" and "=a" are none to curl.
bool has_name(std::string_view set_cookie) {
  const auto equals = set_cookie.find('=');
  return equals != 0 && equals < set_cookie.find(';');
}

// Its secure cookies go to this machine over HTTP too, as by curl and browsers.
bool is_secure(const Url& origin) {
  return origin.scheme == Url::Scheme::https || origin.host == "localhost" || origin.host == "127.0.0.1" ||
         origin.host == "::1";
}

// A new one is put behind them.
std::size_t index_of(const Url& place, std::vector<Url>& places) {
  const auto known =
      std::find_if(places.begin(), places.end(), [&](const Url& one) { return is_same_place(one, place); });
  const auto index = static_cast<std::size_t>(known - places.begin());
  if (known == places.end()) places.push_back(place);
  return index;
}

}  // namespace

struct HurlClient::State {
  explicit State(TlsOptions its_tls) : tls(std::move(its_tls)), clock(make_steady_clock(context)) {}

  struct Place {
    std::unique_ptr<Transport> transport;
    std::unique_ptr<Channel> channel;
  };

  Result<Channel*> channel_to(const Url& origin, const EntryOptions& options);
  void carry_out(Awaitable<> work);
  static CookiePlace cookie_place(const Url& origin, std::string_view path) {
    return {origin.host, path, is_secure(origin)};
  }
  void put_cookies(Request& request, const Url& origin) const;
  void keep_cookies(const Response& response, const Url& origin, std::string_view path);

  TlsOptions tls;
  boost::asio::io_context context{1};
  std::unique_ptr<Clock> clock;
  std::map<std::string, Place> places;  // by origin and how it is connected to
  CookieJar jar;
};

Result<Channel*> HurlClient::State::channel_to(const Url& origin, const EntryOptions& options) {
  auto key = fmt::format("{} {} {}", origin_text(origin), options.is_insecure, options.connect_timeout.count());
  for (const auto& one : options.resolve)
    key += fmt::format(" {}:{}:{}", one.host, one.port, one.addresses.empty() ? "" : one.addresses.front());
  auto& place = places[key];
  if (place.channel) return place.channel.get();
  Http1Options http;
  http.url = origin;
  http.tls = tls;
  http.tls.insecure = tls.insecure || options.is_insecure;
  http.connect_timeout = options.connect_timeout;
  http.max_response_bytes = kLargestAnswer;
  http.connection.resolve = options.resolve;
  auto transport = make_http1_transport(context, *clock, http);
  if (transport.has_error()) return transport.error();
  place.transport = std::move(*transport);
  place.channel = place.transport->make_channel();
  return place.channel.get();
}

void HurlClient::State::carry_out(Awaitable<> work) {
  boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr failure) {
    context.stop();  // timers of the transport are left for the next request
    if (failure) std::rethrow_exception(failure);
  });
  context.restart();
  context.run();
}

void HurlClient::State::put_cookies(Request& request, const Url& origin) const {
  std::string cookies;
  if (!jar.append_to(cookies, cookie_place(origin, request.path), clock->now())) return;
  const auto given = std::find_if(request.headers.begin(), request.headers.end(),
                                  [](const Header& header) { return same_header(header.name, "Cookie"); });
  if (given == request.headers.end())
    request.headers.push_back({"Cookie", std::move(cookies)});
  else
    given->value += "; " + cookies;
}

void HurlClient::State::keep_cookies(const Response& response, const Url& origin, std::string_view path) {
  const CookieTime time{clock->now(), clock->wall_now()};
  for (const auto value : header_values(response.headers, "set-cookie"))
    if (has_name(value)) static_cast<void>(jar.take(value, cookie_place(origin, path), time));
}

HurlClient::HurlClient(TlsOptions tls) : state_(std::make_unique<State>(std::move(tls))) {}
HurlClient::HurlClient(HurlClient&&) noexcept = default;
HurlClient& HurlClient::operator=(HurlClient&&) noexcept = default;
HurlClient::~HurlClient() = default;

void HurlClient::pause(Nanos length) {
  if (length > Nanos(0)) state_->carry_out(state_->clock->sleep_until(state_->clock->now() + length));
}

Result<ClientAnswer> HurlClient::send(const EntryRequest& asked, const EntryOptions& options) {
  auto& state = *state_;
  auto given = asked.request;
  if (!has_header(given.headers, "Host"))
    given.headers.insert(given.headers.begin(), {"Host", asked.origin.authority()});
  std::vector<Url> places = {asked.origin};
  FollowedRequest followed;
  followed.begin(given);
  ClientAnswer answer;
  const auto begun = monotonic_now();
  for (;;) {
    const auto origin = places[followed.place()];
    auto channel = state.channel_to(origin, options);
    if (channel.has_error()) return channel.error();
    auto request = followed.base();
    state.put_cookies(request, origin);
    state.carry_out((*channel)->send(request, answer.response));
    answer.duration = monotonic_now() - begun;
    answer.origin.url = origin_text(origin) + request.path;
    answer.origin.ip = parse_address(origin.host) ? origin.host : "";
    const auto& response = answer.response;
    if (response.failure != FailureKind::none) return answer;
    state.keep_cookies(response, origin, request.path);
    const auto location = response.header("location");
    if (!options.follows_redirects || !leads_on(response.status) || !location) return answer;
    const auto most = std::min(options.most_redirects, kMostHops);
    if (followed.hops() >= most) return invalid(fmt::format("more than {} redirects", most));
    const auto destination = next_stop(*location, origin, request.path);
    if (destination.has_error()) return destination.error();
    answer.origin.redirects.push_back({response.status, origin_text(destination->place) + destination->path});
    const auto place = index_of(destination->place, places);
    const bool is_elsewhere = place != followed.place();
    followed.lead_to(*destination, place, hurl_method_after(request.method, response.status));
    if (is_elsewhere && !options.is_trusting)
      followed.leave_behind(
          [](const std::string& name) { return same_header(name, "Authorization") || same_header(name, "Cookie"); });
  }
}

}  // namespace plimsoll
