#pragma once

// What is sent: every request of the scenario, rendered once before the run, with its bodies replayed one by one.
// Shared by all shards, only its turn counters change. Any thread.

#include "core/error.h"
#include "core/random.h"
#include "engine/checks/checks.h"
#include "engine/exchange/request.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace plimsoll {

class RequestSource {
 public:
  // The scenario must outlive it: requests refer to its templates. Error: a check that does not compile.
  static Result<std::unique_ptr<RequestSource>> make(const Scenario& scenario);
  ~RequestSource();

  const Task& task(std::size_t index) const { return scenario_.tasks[index]; }

  // The next request of a step: its bodies in turn over all users, or each drawn at random; with its fault, if it has
  // one, in as many draws as its share says.
  const Request& next(std::size_t task, std::size_t step, Random& random);
  // The same where the turn is known: how often the task was drawn before.
  const Request& at(std::size_t task, std::size_t step, std::uint64_t turn, Random& random) const;
  const Checker& checker(std::size_t task, std::size_t step) const;

 private:
  struct Step;
  explicit RequestSource(const Scenario& scenario);
  Result<void> add_task(const Task& task, const std::vector<std::string>& names);

  const Scenario& scenario_;
  std::vector<std::vector<std::unique_ptr<Step>>> steps_;  // by task, step
};

}  // namespace plimsoll
