#pragma once

// A load of users against scripted servers, each of whose requests may take several attempts. Values; one thread.

#include "engine/engine.h"
#include "tests/engine/load/load_scenarios.h"
#include "tests/support/loopback_server.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace plimsoll::dialogue_run {

using namespace std::chrono_literals;

// One user that asks so often, by these rules.
inline Scenario scenario_of(const LoopbackServer& server, std::uint64_t requests, ExchangeRules rules,
                            std::uint32_t users = 1) {
  auto scenario = closed_scenario(users, 1000, NoWait{}, std::chrono::hours(1));
  scenario.target.url = parse_url(server.url()).value();
  scenario.load.requests = requests;
  scenario.tasks[0].steps[0].path = "/start";
  scenario.tasks[0].steps[0].rules = std::make_shared<const ExchangeRules>(std::move(rules));
  return scenario;
}

inline void set_rules(Scenario& scenario, ExchangeRules rules) {
  scenario.tasks[0].steps[0].rules = std::make_shared<const ExchangeRules>(std::move(rules));
}

inline LoadResults run(const Scenario& scenario, unsigned threads = 1) {
  EngineOptions options;
  options.threads = threads;
  options.seed = 11;
  const auto engine = Engine::make(scenario, options).value();
  engine->start();
  return engine->finish();
}

inline LoopbackOptions keeping() {
  LoopbackOptions options;
  options.keeps_requests = true;
  return options;
}

// By path, for a handler.
class Script {
 public:
  Script& at(const std::string& path, Reply reply) {
    replies_.insert_or_assign(path, std::move(reply));
    return *this;
  }
  Reply operator()(const ReceivedRequest& request) const {
    const auto found = replies_.find(request.target);
    return found == replies_.end() ? Reply::status(404) : found->second;
  }

 private:
  std::map<std::string, Reply> replies_;
};

inline Reply moved(int status, const std::string& location) {
  return Reply::status(status).header("Location", location);
}

inline ExchangeRules redirects(std::uint32_t at_most, std::vector<Url> to = {}) {
  ExchangeRules rules;
  rules.redirects = {at_most, std::move(to)};
  return rules;
}

inline std::uint64_t attempts_of(const RequestStats& stats, AttemptCause cause) {
  return stats.attempts.tally.of(cause);
}

}  // namespace plimsoll::dialogue_run
