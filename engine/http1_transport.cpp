#include "engine/http1_transport.h"

#include "engine/http1_channel.h"

#include <fmt/format.h>

namespace plimsoll {

namespace {

std::string place_of(const Url& url) {
  const bool ipv6 = url.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", url.host, ipv6 ? "]" : "", url.port);
}

class Http1Transport final : public Transport {
 public:
  Http1Transport(boost::asio::io_context& context, Clock& clock, const Http1Options& options,
                 std::unique_ptr<TlsContext> tls)
      : resources_{.connections = {.context = context,
                                   .clock = clock,
                                   .deadlines{context, clock},
                                   .addresses{context, clock, options.url},
                                   .tls = std::move(tls),
                                   .connect_timeout = options.connect_timeout,
                                   .place = place_of(options.url)},
                   .max_response_bytes = options.max_response_bytes,
                   .received = {}} {}

  std::unique_ptr<Channel> make_channel() override { return std::make_unique<Http1Channel>(resources_); }

 private:
  Http1Resources resources_;
};

}  // namespace

Result<std::unique_ptr<Transport>> make_http1_transport(boost::asio::io_context& context, Clock& clock,
                                                        const Http1Options& options) {
  std::unique_ptr<TlsContext> tls;
  if (options.url.scheme == Url::Scheme::https) {
    auto made = TlsContext::make(options.tls, options.url);
    if (made.has_error()) return made.error();
    tls = std::move(made).value();
  }
  return std::make_unique<Http1Transport>(context, clock, options, std::move(tls));
}

}  // namespace plimsoll
