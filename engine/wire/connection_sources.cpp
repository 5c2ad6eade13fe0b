#include "engine/wire/connection_sources.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace plimsoll {

Result<ConnectionSources> ConnectionSources::make(const std::vector<std::string>& addresses) {
  ConnectionSources made;
  for (const auto& address : addresses) {
    const Source source = source_of(address);
    const int socket = ::socket(source.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int error =
        socket >= 0 && ::bind(socket, reinterpret_cast<const sockaddr*>(&source.address), source.size) == 0 ? 0 : errno;
    if (socket >= 0) close(socket);
    if (error == EADDRNOTAVAIL)
      return Error{ErrorKind::invalid, fmt::format("source address {} is none of this machine's", address)};
    if (error != 0)
      return Error{ErrorKind::invalid, fmt::format("source address {} cannot be used: {}", address, strerror(error))};
    made.sources_.push_back(source);
  }
  return made;
}

ConnectionSources::Source ConnectionSources::source_of(const std::string& address) {
  Source source{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(source.address);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(source.address);
  if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    source.size = sizeof v4;
  } else {
    inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr);
    v6.sin6_family = AF_INET6;
    source.size = sizeof v6;
  }
  return source;
}

int ConnectionSources::bind(int socket, int family) noexcept {
  if (sources_.empty()) return 0;
  for (std::size_t tried = 0; tried < sources_.size(); ++tried) {
    const Source& source = sources_[turn_++ % sources_.size()];
    if (source.address.ss_family != family) continue;
    // The port is chosen when the connection is made: one port then serves as many connections as there are targets.
    const int on = 1;
    setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    return ::bind(socket, reinterpret_cast<const sockaddr*>(&source.address), source.size) == 0 ? 0 : errno;
  }
  return EAFNOSUPPORT;
}

}  // namespace plimsoll
