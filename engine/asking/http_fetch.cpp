#include "engine/asking/http_fetch.h"

#include "core/clock.h"
#include "core/version.h"
#include "engine/http1/http1_transport.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <utility>

namespace plimsoll {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(50);

}  // namespace

struct HttpClient::State {
  explicit State(Target the_target) : target(std::move(the_target)), clock(make_steady_clock(context)) {}

  Target target;
  boost::asio::io_context context{1};
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Transport> transport;
  std::unique_ptr<Channel> channel;
};

HttpClient::HttpClient() = default;
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::make(const Target& target, std::uint64_t largest_body,
                                                     Nanos connect_timeout) {
  std::unique_ptr<HttpClient> client(new HttpClient);
  client->state_ = std::make_unique<State>(target);
  auto& state = *client->state_;
  const Http1Options options{target.url, target.tls, connect_timeout, largest_body, target.connection};
  auto transport = make_http1_transport(state.context, *state.clock, options);
  if (transport.has_error()) return transport.error();
  state.transport = std::move(*transport);
  state.channel = state.transport->make_channel();
  return client;
}

Result<HttpAnswer> HttpClient::get(const std::string& path, Nanos timeout, std::vector<Header> headers) {
  Request request;
  request.path = path;
  request.headers = std::move(headers);
  return ask(std::move(request), timeout, {});
}

Result<HttpAnswer> HttpClient::post(const HttpPost& question, Nanos timeout, const std::function<bool()>& is_unwanted) {
  Request request;
  request.method = Method::post;
  request.path = question.path;
  request.headers = question.headers;
  request.headers.push_back({"Content-Length", std::to_string(question.body.size())});
  request.body = std::make_shared<const std::string>(question.body);
  return ask(std::move(request), timeout, is_unwanted);
}

Result<HttpAnswer> HttpClient::ask(Request request, Nanos timeout, const std::function<bool()>& is_unwanted) {
  auto& state = *state_;
  const auto& url = state.target.url;
  request.path.insert(0, url.base_path);
  request.headers.insert(request.headers.begin(),
                         {{"Host", url.authority()}, {"User-Agent", user_agent()}, {"Accept", "*/*"}});
  request.keeps_body = true;
  request.keeps_headers = true;
  request.timeout = timeout;

  const auto asked = monotonic_now();
  Response response;
  bool is_answered = false;
  boost::asio::co_spawn(state.context, state.channel->send(request, response), [&](std::exception_ptr failure) {
    is_answered = true;
    state.context.stop();  // timers of the transport are left for the next request
    if (failure) std::rethrow_exception(failure);
  });
  while (!is_answered) {
    state.context.restart();
    state.context.run_for(kLookEvery);
    if (!is_answered && is_unwanted && is_unwanted()) state.channel->abort();
  }
  if (response.aborted) return Error{ErrorKind::unavailable, "given up: it is wanted no longer"};
  if (response.failure != FailureKind::none) return Error{ErrorKind::unavailable, response.failure_message};
  return HttpAnswer{response.status, std::move(response.body), monotonic_now() - asked, std::move(response.headers)};
}

Result<HttpAnswer> http_get(const Target& target, const std::string& path, Nanos timeout) {
  constexpr std::uint64_t kLargestBody = 8ULL << 20;
  auto client = HttpClient::make(target, kLargestBody, timeout);
  if (client.has_error()) return client.error();
  return (*client)->get(path, timeout);
}

Result<HttpAnswer> http_get_over_socket(const std::filesystem::path& socket, const std::string& path) {
  Target target;
  target.url.host = "localhost";
  target.url.socket_path = socket.string();
  return http_get(target, path, std::chrono::seconds(10));
}

}  // namespace plimsoll
