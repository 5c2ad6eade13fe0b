#include "cli/http_fetch.h"

#include "engine/core/clock.h"
#include "engine/http1_head.h"
#include "engine/http1_transport.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>

namespace plimsoll {

Result<Response> http_get(const Target& target, const std::string& path, Nanos timeout) {
  boost::asio::io_context context(1);
  const auto clock = make_steady_clock(context);
  const Http1Options options{target.url, target.tls, timeout, 8ULL << 20, target.connection};
  auto transport = make_http1_transport(context, *clock, options);
  if (transport.has_error()) return transport.error();

  Request request;
  request.path = target.url.base_path + path;
  request.headers = {{"Host", target.url.authority()}, {"User-Agent", "plimsoll/" PLIMSOLL_VERSION}, {"Accept", "*/*"}};
  request.keeps_body = true;
  request.timeout = timeout;
  request.http1_head = http1_head(request);

  Response response;
  const auto channel = (*transport)->make_channel();
  boost::asio::co_spawn(context, channel->send(request, response), [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  });
  context.run();
  if (response.failure != FailureKind::none) return Error{ErrorKind::unavailable, response.failure_message};
  return response;
}

}  // namespace plimsoll
