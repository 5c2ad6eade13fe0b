#include "agent/agent_server.h"

#include "core/awaitable.h"
#include "core/clock.h"
#include "core/http/doorbell.h"
#include "core/http/http_server.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <utility>

namespace plimsoll {
namespace {

namespace asio = boost::asio;
struct Serving {
  Doorbell& doorbell;
  AgentService service;
};

// As soon as there is an answer, at the latest when who asks would wait no longer.
Awaitable<HttpReply> answer(const HttpQuestion& question, Serving& serving) {
  ServiceRequest request;
  request.method = question.method;
  request.target = question.target;
  request.arrived = request.now = monotonic_now();
  auto given = serving.service.answer(request);
  const auto end = request.arrived + given.patience;
  while (given.status == ServiceReply::kNotYet && request.now < end) {
    co_await serving.doorbell.wait_until(end);
    request.now = monotonic_now();
    given = serving.service.answer(request);
  }
  HttpReply reply;
  reply.status = given.status;
  reply.body = std::move(given.body);
  co_return reply;
}

Error refused(const AgentServerOptions& options, const std::string& why) {
  return {ErrorKind::usage, fmt::format("--listen {}:{}: {}", options.address, options.port, why)};
}

}  // namespace

Result<> run_agent_server(AgentServerOptions options, const std::function<void(std::uint16_t)>& listening) {
  boost::system::error_code invalid;
  const auto address = asio::ip::make_address(options.address, invalid);
  if (invalid) return refused(options, "expected an IP address and a port, like 10.0.0.5:7070");
  if (!address.is_loopback() && options.service.token.empty())
    return refused(options,
                   "others than this machine can reach it: give it a token (--token-file, or "
                   "PLIMSOLL_AGENT_TOKEN)");
  asio::io_context loop(1);
  Doorbell doorbell(loop);
  options.service.ready = [&doorbell] { doorbell.ring(); };
  Serving serving{doorbell, AgentService(std::move(options.service))};
  HttpServerOptions http;
  http.name = "plimsoll-agent";
  http.address = options.address;
  http.port = options.port;
  http.certificate_file = options.certificate_file;
  http.key_file = options.key_file;
  http.backlog = 64;
  http.report = std::move(options.report);
  const auto server = HttpServer::begin(loop, std::move(http),
                                        [&serving](const HttpQuestion& question) { return answer(question, serving); });
  if (server.has_error()) {
    const auto& error = server.error();
    return error.kind == ErrorKind::usage ? error : Error{error.kind, error.message + "; choose another --listen"};
  }
  listening((*server)->port());
  run_until_signal(loop);
  return {};
}

}  // namespace plimsoll
