#pragma once

// What is sent: every request of the scenario, rendered once before the run, drawn by task weight and replayed body by
// body. Shared by all shards, only its turn counters change. Any thread.

#include "engine/checks.h"
#include "engine/core/error.h"
#include "engine/core/random.h"
#include "engine/request.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace plimsoll {

class RequestSource {
 public:
  // The scenario must outlive it: requests refer to its templates. Error: a check that does not compile.
  static Result<std::unique_ptr<RequestSource>> make(const Scenario& scenario);
  ~RequestSource();

  // Each draw is independent; weights as in the scenario.
  std::size_t draw_task(Random& random) const;
  const Task& task(std::size_t index) const { return scenario_.tasks[index]; }

  // The next request of a step: its bodies in turn over all users, or each drawn at random.
  const Request& next(std::size_t task, std::size_t step, Random& random);
  const Checker& checker(std::size_t task, std::size_t step) const;

 private:
  struct Step;
  explicit RequestSource(const Scenario& scenario);
  Result<void> add_task(const Task& task, const std::vector<std::string>& names);

  const Scenario& scenario_;
  std::vector<double> cumulative_weights_;
  std::vector<std::vector<std::unique_ptr<Step>>> steps_;  // by task, step
};

}  // namespace plimsoll
