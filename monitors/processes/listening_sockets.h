#pragma once

// Who listens on a TCP port: the kernel's socket tables and the processes that hold the sockets. Reads /proc once; no
// state; any thread. Other network namespaces are not seen.

#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct ListeningSocket {
  std::uint64_t inode = 0;
  std::string address;  // "127.0.0.1", "::"
  unsigned user_id = 0;
  // The smaller, the likelier a connection comes to it. As found, for a target on this machine whose address is not
  // known: 0 loopback, 1 any address, 2 another address.
  int distance = 0;
};

// IPv4 and IPv6.
std::vector<ListeningSocket> find_listening_sockets(const ProcessReader& reader, std::uint16_t port);

// Those that a connection to one of the numeric `addresses` can come to, of the first address that any listens on, with
// the order of the kernel as distance: the address itself before any address, IPv4 before IPv6 that takes IPv4 too. All
// as they were where nothing listens on any of them, or none is given.
std::vector<ListeningSocket> those_that_serve(std::vector<ListeningSocket> sockets,
                                              const std::vector<std::string>& addresses);

struct SocketHolder {
  int pid = 0;
  int fd = 0;
  std::size_t socket = 0;  // its place among the sockets that were asked for
};

struct SocketHolders {
  std::vector<SocketHolder> holders;  // one a process, by ascending pid
  std::size_t unreadable = 0;         // processes whose descriptors may not be looked at
};

SocketHolders find_socket_holders(const ProcessReader& reader, const std::vector<ListeningSocket>& sockets);

// The socket that a descriptor is, 0 if it is something else.
Reading<std::uint64_t> socket_inode(const ProcessReader& reader, int pid, int fd);

}  // namespace plimsoll
