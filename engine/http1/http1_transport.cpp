#include "engine/http1/http1_transport.h"

#include "engine/http1/http1_channel.h"

namespace plimsoll {

namespace {

class Http1Transport final : public Transport {
 public:
  explicit Http1Transport(std::shared_ptr<Http1Resources> resources) : resources_(std::move(resources)) {}
  ~Http1Transport() override {
    resources_->connections.readiness.drop_waiters();
    if (resources_->connections.ring) resources_->connections.ring->drop_waiters();
  }

  std::unique_ptr<Channel> make_channel() override { return std::make_unique<Http1Channel>(resources_); }

 private:
  std::shared_ptr<Http1Resources> resources_;
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
  auto sources = ConnectionSources::make(options.connection.sources);
  if (sources.has_error()) return sources.error();
  std::unique_ptr<ConnectionRing> ring;
  if (options.uses_ring) {
    auto made = ConnectionRing::make(context);
    if (made.has_error()) return made.error();
    ring = std::move(made).value();
  }
  std::shared_ptr<Http1Resources> resources(
      new Http1Resources{.connections = {.context = context,
                                         .clock = clock,
                                         .deadlines{context, clock},
                                         .readiness = ConnectionReadiness(context),
                                         .ring = std::move(ring),
                                         .addresses{context, clock, options.url, options.connection},
                                         .sources = std::move(sources).value(),
                                         .tls = std::move(tls),
                                         .connect_timeout = options.connect_timeout,
                                         .place = options.url.place()},
                         .max_response_bytes = options.max_response_bytes,
                         .keeps_alive = options.connection.keep_alive,
                         .received = {}});
  if (!resources->connections.readiness.is_usable()) {
    return Error{ErrorKind::internal, "no file descriptor left for an event loop: raise the limit (ulimit -n)"};
  }
  return std::make_unique<Http1Transport>(std::move(resources));
}

}  // namespace plimsoll
