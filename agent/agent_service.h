#pragma once

// What the agent answers, apart from how bytes come and go: greets, opens watches for those who know the token, and
// takes their samples. A watch that nobody asks for is forgotten. Owned by the server; one thread.

#include "engine/core/error.h"
#include "engine/core/time.h"
#include "monitors/monitoring_cost.h"
#include "monitors/probe.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct ServedWatch {
  std::unique_ptr<Probe> probe;
  std::optional<std::uint64_t> limit_bytes;
  std::vector<std::string> notes;
};

struct AgentServiceOptions {
  std::string token;               // empty: none is asked for
  std::vector<std::string> allow;  // globs of what may be watched; empty: anything
  std::function<Result<ServedWatch>(const std::string& spec)> find;
  std::function<WallTime()> wall;
  std::string machine;  // names it until it is booted again
};

struct ServiceReply {
  int status = 200;
  std::string body;
};

class AgentService {
 public:
  static constexpr std::size_t kMostWatches = 32;

  explicit AgentService(AgentServiceOptions options) : options_(std::move(options)) {}

  // `target`: the path with its query.
  ServiceReply answer(std::string_view method, const std::string& target, Instant now);

  std::size_t watches() const noexcept { return watches_.size(); }

 private:
  struct Watch {
    ServedWatch served;
    std::uint64_t number = 0;  // of the last sample
    std::string last;          // answered again to who lost it
    Instant asked_at{};
  };
  using Query = std::map<std::string, std::string, std::less<>>;

  ServiceReply greet(const Query& query);
  ServiceReply open(const Query& query, Instant now);
  ServiceReply sample(const Query& query, Instant now);
  bool is_allowed(const std::string& spec) const;
  void forget_idle(Instant now);

  AgentServiceOptions options_;
  std::deque<std::string> greeted_;  // sessions that may open a watch
  std::map<std::string, Watch, std::less<>> watches_;
  MonitoringCost cost_;
};

}  // namespace plimsoll
