#pragma once

// How the command line reaches an agent: a kept HTTP/1.1 connection, and the token of the environment. No state but the
// connection's; used by one sampler's thread.

#include "core/error.h"
#include "monitors/remote/agent_probe.h"
#include "scenarios/watch.h"

#include <string>

namespace plimsoll {

// PLIMSOLL_AGENT_TOKEN, else the first line of the file that PLIMSOLL_AGENT_TOKEN_FILE names; empty where neither is
// set. Error: the file cannot be read or is empty.
Result<std::string> agent_token_of_environment();
// The first line of a file.
Result<std::string> read_token_file(const std::string& file);

// Over TLS where PLIMSOLL_AGENT_CA names the certificates that are trusted.
Result<std::unique_ptr<AgentProbe>> open_agent_probe(const WatchAgent& watch);

}  // namespace plimsoll
