#include "engine/make_transport.h"

#include "engine/http1/http1_transport.h"
#include "engine/wire/tls.h"

namespace plimsoll {

Result<std::unique_ptr<Transport>> make_transport(boost::asio::io_context& context, Clock& clock,
                                                  const Scenario& scenario, bool uses_ring) {
  Http1Options options;
  options.url = scenario.target.url;
  options.tls = scenario.target.tls;
  options.connection = scenario.target.connection;
  options.connect_timeout = scenario.connect_timeout;
  options.max_response_bytes = scenario.max_response_bytes;
  options.uses_ring = uses_ring;
  return make_http1_transport(context, clock, options);
}

Result<void> check_trust(const Scenario& scenario) {
  if (scenario.target.url.scheme != Url::Scheme::https) return {};
  const auto context = TlsContext::make(scenario.target.tls, scenario.target.url);
  return context.has_error() ? Result<void>(with_context(context.error(), "target.tls")) : Result<void>();
}

}  // namespace plimsoll
