#pragma once

// Whether an answer depends on who gives it: by a header that servers are told apart by, or by the connection. Pure;
// any thread.

#include "judgement/answers/answer_trace.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

struct FoundServers {
  std::size_t header = 0;
  double explained = 0;  // Goodman and Kruskal's lambda, less what it is by chance
  double p_value = 1;
};

// The header that explains the answers best, if one does: within each row and stretch of time nearly every answer is
// that of its server. The chance is by permutations of the answers within those.
std::optional<FoundServers> find_servers(const AnswerTrace& trace, std::uint64_t seed);

struct FoundConnections {
  std::uint64_t asked_twice = 0, differ = 0;            // the same row over one connection, one after the other
  std::uint64_t asked_at_once = 0, differ_at_once = 0;  // over two connections at the same time
  double p_value = 1;
};

// Two connections differ, where one by itself does not.
std::optional<FoundConnections> find_connections(const AnswerTrace& trace);

}  // namespace plimsoll
