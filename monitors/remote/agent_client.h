#pragma once

// The conversation with an agent: proves that both know the token, opens a watch, takes its samples, and opens it again
// where the agent has forgotten it. What takes long over there is asked for again until it is there. How a GET is made
// is handed in. Owned by a probe; one thread.

#include "core/error.h"
#include "core/http/http_answer.h"
#include "core/time.h"
#include "monitors/remote/reading_json.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// One GET, answered or failed within the time.
using AgentFetch = std::function<Result<HttpAnswer>(const std::string& target, Nanos timeout)>;

struct AgentAccess {
  std::string name;  // "10.0.0.5:7070"
  std::string spec;  // what it shall watch: "port:5000"
  std::string token;
  AgentFetch fetch;
  std::vector<std::string> metrics{};  // of what it watches, where they can be chosen
};

// What an agent says of a watch that it has opened.
struct AgentWatch {
  std::string machine;  // names it until it is booted again
  std::int64_t wall_ms = 0;
  std::optional<std::uint64_t> limit_bytes;
  std::vector<std::string> notes;
};

struct AgentPatience {
  Nanos with_agent{};  // it says "not yet" where it takes longer
  Nanos in_all{};      // then the question counts as lost
};

class AgentClient {
 public:
  explicit AgentClient(AgentAccess access);

  // Nothing: not yet; open again. Error: it cannot be reached, does not know the token, may not or cannot watch that.
  Result<std::optional<AgentWatch>> open(const AgentPatience& patience);
  bool is_open() const noexcept { return !session_.empty(); }

  // Of the watch that is open. A sample that did not come, being late or lost, is the one that is asked for next: none
  // is left out. Nothing: not yet. Error: as above; where the agent has forgotten the watch, it is closed.
  Result<std::optional<DescribedReading>> sample(const AgentPatience& patience);

 private:
  std::optional<Error> greet(Nanos timeout);
  Result<std::optional<std::string>> ask(const std::string& question, const AgentPatience& patience);
  Error not_understood(const std::string& what) const;
  Error stranger() const;

  AgentAccess access_;
  std::string query_;
  std::string greeted_;  // the session of a watch that is not open yet
  std::string session_;
  std::uint64_t asked_ = 0;  // the last number
  bool answered_ = true;
};

}  // namespace plimsoll
