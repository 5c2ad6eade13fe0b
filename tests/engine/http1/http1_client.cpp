#include "tests/engine/http1/http1_client.h"

#include <boost/asio/co_spawn.hpp>

namespace plimsoll {

Http1Client::Http1Client(const Http1Options& options) : clock_(make_steady_clock(context_)) {
  transport_ = std::move(make_http1_transport(context_, *clock_, options)).value();
}

Http1Options Http1Client::to_port(std::uint16_t port) {
  Http1Options options;
  options.url = {Url::Scheme::http, "127.0.0.1", port, ""};
  return options;
}

Response Http1Client::send(Channel& channel, const Request& request) {
  Response response;
  send(channel, request, response);
  return response;
}

Response Http1Client::send_once(const Request& request) {
  const auto one = channel();
  return send(*one, request);
}

void Http1Client::send(Channel& channel, const Request& request, Response& response,
                       const std::function<void()>& meanwhile) {
  bool ended = false;
  boost::asio::co_spawn(context_, channel.send(request, response), [&ended](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
    ended = true;
  });
  context_.restart();
  while (!ended) {
    context_.run_one();
    if (meanwhile) meanwhile();
  }
}

Request make_request(const std::string& path, const std::string& body) {
  return make_request(body.empty() ? Method::get : Method::post, path, {}, body);
}

Request make_request(Method method, const std::string& path, std::vector<Header> headers, const std::string& body) {
  Request request;
  request.method = method;
  request.path = path;
  request.headers = std::move(headers);
  request.headers.push_back({"Host", "127.0.0.1"});
  if (!body.empty()) {
    request.headers.push_back({"Content-Length", std::to_string(body.size())});
    request.body = std::make_shared<const std::string>(body);
  }
  request.timeout = std::chrono::seconds(30);
  return request;
}

}  // namespace plimsoll
