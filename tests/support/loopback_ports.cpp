#include "tests/support/loopback_ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <stdexcept>

namespace plimsoll {

namespace {

int bound_to_path(const std::string& path) {
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot listen on " + path);
  }
  return descriptor;
}

int bound_to_ipv6(std::uint16_t& port) {
  const int descriptor = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  socklen_t size = sizeof address;
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port on ::1");
  }
  port = ntohs(address.sin6_port);
  return descriptor;
}

int bound_to_ipv4(std::uint16_t& port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (port != 0) setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port on 127.0.0.1");
  }
  port = ntohs(address.sin_port);
  return descriptor;
}

}  // namespace

int bound_socket(std::uint16_t& port, const std::string& address) {
  if (address.starts_with('/')) return bound_to_path(address);
  return address == "::1" ? bound_to_ipv6(port) : bound_to_ipv4(port);
}

RefusingPort::RefusingPort() : descriptor_(bound_socket(port_)) {}

RefusingPort::~RefusingPort() { close(descriptor_); }

SilentPort::SilentPort() : descriptor_(bound_socket(port_)) {
  if (listen(descriptor_, 0) != 0) throw std::runtime_error("cannot listen on 127.0.0.1");
  constexpr int kMoreThanTheQueueHolds = 4;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port_);
  for (int i = 0; i < kMoreThanTheQueueHolds; ++i) {
    fillers_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    static_cast<void>(connect(fillers_.back(), reinterpret_cast<sockaddr*>(&address), sizeof address));
  }
}

SilentPort::~SilentPort() {
  for (const int filler : fillers_) close(filler);
  close(descriptor_);
}

}  // namespace plimsoll
