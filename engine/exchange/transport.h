#pragma once

// How a request is sent: a seam, so that executors and recorder can be tested without a network, and later protocols
// fit in. A Transport belongs to a shard, a Channel to one user (one connection at a time); both live on the shard's
// thread.

#include "core/awaitable.h"
#include "engine/exchange/request.h"

#include <cstdint>
#include <memory>

namespace plimsoll {

class Channel {
 public:
  virtual ~Channel() = default;

  // Sends and reads the whole answer within the request's timeout; opens the connection where there is none. Nothing is
  // resent once a byte was written. Never throws; what went wrong is in the response. Both arguments outlive the call.
  virtual Awaitable<> send(const Request& request, Response& response) = 0;

  // Opens the connection where there is none, and sends nothing, so that who has taken it can be looked at. What goes
  // wrong the next send tells.
  virtual Awaitable<> connect() { co_return; }

  // The socket of its connection, to be looked at and not to be used; -1: there is none.
  virtual int socket() const noexcept { return -1; }

  // Whom it serves from now on, by a number: of whoever came before it keeps nothing but the connection.
  virtual void serve(std::uint64_t /*user*/) noexcept {}

  // Ends a send in progress at once (response.aborted) and closes the connection.
  virtual void abort() noexcept = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::unique_ptr<Channel> make_channel() = 0;
};

}  // namespace plimsoll
