#pragma once

// The agent on a port: HTTP/1.1 with keep-alive, over TLS where it has a certificate. One thread, which waits for
// nobody: what takes long has a thread of its own. Owned by the agent command.

#include "agent/agent_service.h"
#include "core/error.h"

#include <cstdint>
#include <functional>
#include <string>

namespace plimsoll {

struct AgentServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 7070;                       // 0: any free one
  std::string certificate_file;                    // PEM, its chain included; empty: no TLS
  std::string key_file;                            // PEM; empty: it is in the certificate's file
  AgentServiceOptions service;                     // but for what is called when something is ready
  std::function<void(const std::string&)> report;  // what the person should know while it serves
};

// Serves until SIGINT or SIGTERM. `listening` is called once with the port. Error: the address or the certificate
// cannot be had, or the address is not loopback and there is no token.
Result<> run_agent_server(AgentServerOptions options, const std::function<void(std::uint16_t)>& listening);

}  // namespace plimsoll
