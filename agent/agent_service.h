#pragma once

// What the agent answers, apart from how bytes come and go: greets, opens watches for those who know the token, and
// hands on their samples, which a worker for each watch takes. A watch that nobody asks for is forgotten. Owned by the
// server; one thread; no call blocks.

#include "agent/watch_worker.h"
#include "core/error.h"
#include "core/time.h"
#include "monitors/sampling/monitoring_cost.h"

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

struct AgentServiceOptions {
  std::string token;               // empty: none is asked for
  std::vector<std::string> allow;  // globs of what may be watched; empty: anything
  // On a worker's thread; several at once.
  std::function<Result<ServedWatch>(const std::string& spec, const std::vector<std::string>& metrics)> find;
  std::function<WallTime()> wall;
  std::function<Nanos()> cpu_time;  // that the thread has used
  std::function<void()> ready;      // what was answered with "not yet" may be there; on a worker's thread
  std::string machine;              // names it until it is booted again
};

struct ServiceRequest {
  std::string_view method;
  std::string target;  // the path with its query
  Instant arrived;
  Instant now;  // later than it arrived where it is answered again
};

struct ServiceReply {
  static constexpr int kNotYet = 202;

  int status = 200;
  std::string body;
  Nanos patience{};  // with kNotYet: how long who asks would wait for another answer
};

class AgentService {
 public:
  static constexpr std::size_t kMostWatches = 32;

  explicit AgentService(AgentServiceOptions options) : options_(std::move(options)) {}
  ~AgentService();  // waits for what is being read

  // Where it is kNotYet, the same may be answered again.
  ServiceReply answer(const ServiceRequest& request);

  std::size_t watches() const noexcept { return watches_.size(); }

 private:
  struct Watch {
    std::unique_ptr<WatchWorker> worker;
    bool is_open = false;
    std::uint64_t number = 0;  // of the last sample, which is answered again to who lost it
    Instant read_at{};
    Instant asked_at{};
  };
  using Query = std::map<std::string, std::string, std::less<>>;
  using Watches = std::map<std::string, Watch, std::less<>>;

  ServiceReply greet(const Query& query);
  ServiceReply open(const Query& query, Instant now);
  std::optional<ServiceReply> begin(const std::string& session, const Query& query);
  ServiceReply sample(const Query& query, const ServiceRequest& request);
  ServiceReply hand_on(const Watch& watch, const Query& query, const ServiceRequest& request);
  bool is_allowed(const std::string& spec) const;
  void forget_idle(Instant now);
  Watches::iterator let_go(Watches::iterator watch);

  AgentServiceOptions options_;
  std::deque<std::string> greeted_;  // sessions that may open a watch
  MonitoringCost cost_;
  Watches watches_;
  std::vector<std::unique_ptr<WatchWorker>> leaving_;  // that are at something still
  Nanos cpu_reported_{};
};

}  // namespace plimsoll
