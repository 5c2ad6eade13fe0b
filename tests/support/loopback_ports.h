#pragma once

// Ports and sockets of loopback for tests, each in the state that its name says. Owned by the test; any thread.

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// Bound, not listening yet: a port of 127.0.0.1 or ::1 (0: a free one, which it is set to), or the path of a Unix
// socket. The caller closes it.
int bound_socket(std::uint16_t& port, const std::string& address = "127.0.0.1");

// A port of 127.0.0.1 that is taken but refuses connections for as long as this lives.
class RefusingPort {
 public:
  RefusingPort();
  ~RefusingPort();
  RefusingPort(const RefusingPort&) = delete;
  RefusingPort& operator=(const RefusingPort&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_ = 0;
  int descriptor_;
};

// A port of 127.0.0.1 where connecting neither succeeds nor fails: its queue of connections is full.
class SilentPort {
 public:
  SilentPort();
  ~SilentPort();
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_ = 0;
  int descriptor_;
  std::vector<int> fillers_;
};

}  // namespace plimsoll
