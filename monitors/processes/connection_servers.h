#pragma once

// Which process of this machine has taken a connection of our own: the other end of it, by the kernel's socket
// diagnostics (a question for each, however many connections there are), and who of those that listen on its port holds
// that. Nothing is seen of a target on another machine, in another network namespace or of another user. Owned by
// whoever asks; one thread.

#include "core/time.h"
#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plimsoll {

class ConnectionServers {
 public:
  explicit ConnectionServers(const ProcRoot& root = {});
  ~ConnectionServers();
  ConnectionServers(const ConnectionServers&) = delete;
  ConnectionServers& operator=(const ConnectionServers&) = delete;

  enum class Sight {
    seen,
    waiting,  // it is open, and no process has accepted it yet
    unseen,   // it has ended, or its process may not be looked at
  };
  struct Server {
    Sight sight = Sight::unseen;
    int pid = 0;  // of several that hold it the one with the greatest number
  };
  // By our own sockets, in their order; -1 is unseen.
  std::vector<Server> find(std::span<const int> sockets);

  // "process 4711 (gunicorn)".
  std::string name_of(int pid) const;

 private:
  struct OtherEnd {
    bool is_open = false;
    std::uint64_t inode = 0;  // 0: nobody has accepted it
    std::uint16_t port = 0;
  };
  OtherEnd other_end_of(int socket) const;
  void look_among_known(const std::vector<OtherEnd>& ends, std::vector<Server>& servers) const;
  bool find_listeners(std::uint16_t port, Instant now);

  ProcessReader reader_;
  int diagnostics_;  // a netlink socket; -1: the kernel has none
  std::vector<int> listeners_;
  Instant look_again_{};
};

}  // namespace plimsoll
