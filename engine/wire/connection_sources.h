#pragma once

// The local addresses that connections come from, each in its turn. None: the kernel chooses. Owned by a transport; its
// thread only.

#include "core/error.h"

#include <sys/socket.h>

#include <string>
#include <vector>

namespace plimsoll {

class ConnectionSources {
 public:
  // Numeric addresses. Error: one that is not this machine's.
  static Result<ConnectionSources> make(const std::vector<std::string>& addresses);

  // An errno, 0 where the socket is bound or may go without; EAFNOSUPPORT: no source is of its family.
  int bind(int socket, int family) noexcept;

 private:
  struct Source {
    sockaddr_storage address;
    socklen_t size;
  };
  static Source source_of(const std::string& address);

  std::vector<Source> sources_;
  std::size_t turn_ = 0;
};

}  // namespace plimsoll
