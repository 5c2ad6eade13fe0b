#pragma once

// Which process answers a probe, where the target is on this machine and may be looked at. A connection that is kept is
// looked at after its answer, which costs the answer nothing. Of a server that ends each connection with its answer the
// process is looked for before the request is sent: as soon as it has accepted the connection. Where nothing was seen a
// few times, nobody looks any more. Owned by the probing; one thread at a time.

#include "monitors/processes/connection_servers.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace plimsoll {

class AnsweringProcesses {
 public:
  enum class Looking { after_answer, before_request, never };

  explicit AnsweringProcesses(bool is_wanted) : looking_(is_wanted ? Looking::after_answer : Looking::never) {}

  Looking looking() const noexcept { return looking_; }

  struct Look {
    std::vector<std::string> names;  // by our sockets: "process 4711 (gunicorn)"; empty: not seen
    std::vector<bool> is_waiting;    // by them: nobody has accepted it yet
  };
  Look look(std::span<const int> sockets);

  // What all looks at a volley came to, or at one asking.
  void note(bool is_any_seen);

 private:
  Looking looking_;
  bool has_seen_ = false;
  int in_vain_ = 0;
  ConnectionServers servers_;
  std::map<int, std::string> names_;  // by pid; bounded
};

}  // namespace plimsoll
