#include "engine/wire/connection_failure.h"

#include <fmt/format.h>
#include <cerrno>
#include <cstring>

namespace plimsoll {

ConnectionFailure connect_failure(int error, const std::string& place) {
  switch (error) {
    case ECONNREFUSED:
      return {FailureKind::connect, fmt::format("connection refused by {}: nothing listens there", place)};
    case ECONNRESET:
      return {FailureKind::connect, fmt::format("connection reset by {} while connecting", place)};
    case ETIMEDOUT:
      return {FailureKind::connect, fmt::format("no connection to {}: it does not answer", place)};
    case EAGAIN:  // of a Unix socket alone
      return {FailureKind::connect, fmt::format("no connection to {}: its queue of connections is full", place)};
    case ENOENT:
      return {FailureKind::connect, fmt::format("no connection to {}: there is no such socket", place)};
    case EHOSTUNREACH:
    case ENETUNREACH:
      return {FailureKind::connect, fmt::format("no route to {}: host or network cannot be reached", place)};
    case EMFILE:
    case ENFILE:
      return {FailureKind::local,
              "no file descriptor left for a connection: raise the limit (ulimit -n) or use fewer users"};
    case EADDRNOTAVAIL:
      return {FailureKind::local,
              fmt::format("no local port left for a connection to {}: keep connections alive, give source addresses "
                          "(connection.source), or widen net.ipv4.ip_local_port_range",
                          place)};
    case EAFNOSUPPORT:
      return {FailureKind::local,
              fmt::format("no connection to {}: no source address is of its family, IPv4 or IPv6", place)};
    case ENOBUFS:
    case ENOMEM:
      return {FailureKind::local, "no memory left in the kernel for a connection: use fewer users"};
    default:
      return {FailureKind::connect, fmt::format("cannot connect to {}: {}", place, std::strerror(error))};
  }
}

}  // namespace plimsoll
