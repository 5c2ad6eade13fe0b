#pragma once

// A transport on a loop of its own that tests send single requests with. Owned by the test; one thread.

#include "core/clock.h"
#include "engine/http1/http1_transport.h"

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

class Http1Client {
 public:
  explicit Http1Client(const Http1Options& options);
  static Http1Options to_port(std::uint16_t port);

  std::unique_ptr<Channel> channel() { return transport_->make_channel(); }
  // Runs the loop until the answer, or the failure, is there.
  Response send(Channel& channel, const Request& request);
  Response send_once(const Request& request);
  // The same into a response of the caller's; `meanwhile` is called once a turn of the loop.
  void send(Channel& channel, const Request& request, Response& response, const std::function<void()>& meanwhile = {});

  boost::asio::io_context& context() { return context_; }

 private:
  boost::asio::io_context context_{1};
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<Transport> transport_;
};

// A request as the request source makes it; a body makes it a POST.
Request make_request(const std::string& path = "/", const std::string& body = "");
Request make_request(Method method, const std::string& path, std::vector<Header> headers, const std::string& body = "");

}  // namespace plimsoll
