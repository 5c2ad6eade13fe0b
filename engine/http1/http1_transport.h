#pragma once

// HTTP/1.1 over TCP or TLS, one kept connection a channel: io_uring, or epoll with speculative non-blocking writes and
// reads before any wait; llhttp, and one sweep of deadlines a shard. Owned by a shard; its thread only.

#include "core/clock.h"
#include "core/error.h"
#include "engine/exchange/transport.h"
#include "scenarios/target.h"

#include <boost/asio/io_context.hpp>
#include <memory>

namespace plimsoll {

struct Http1Options {
  Url url;
  TlsOptions tls;
  Nanos connect_timeout = std::chrono::seconds(5);
  std::uint64_t max_response_bytes = 64ULL << 20;
  ConnectionOptions connection{};
  bool uses_ring = false;  // io_uring for what is not encrypted; else epoll
};

// Error: a CA, certificate or key file that cannot be used, a source address that is not ours, a ring that the kernel
// refuses.
Result<std::unique_ptr<Transport>> make_http1_transport(boost::asio::io_context& context, Clock& clock,
                                                        const Http1Options& options);

}  // namespace plimsoll
