#pragma once

// What is sent: the next request of a task's step. Those that never change are made before the run, their bodies in
// turn; one of a log is rendered when it is sent. Shared by all shards, only its turn counters change. Any thread.

#include "core/error.h"
#include "core/random.h"
#include "engine/checks/checks.h"
#include "engine/requests/rendered_request.h"
#include "scenarios/bodies/replay_reader.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace plimsoll {

// Which of its task's requests an arrival asks for, as its plan or its log knows before it is due.
struct RequestTurn {
  std::uint64_t number = 0;              // how often the task was drawn before
  std::shared_ptr<const ReplayRow> row;  // of a log, instead of the task's own method, path and body; null: none
};

class RequestSource {
 public:
  // The scenario must outlive it: requests refer to its templates. Error: a check that does not compile.
  static Result<std::unique_ptr<RequestSource>> make(const Scenario& scenario);
  ~RequestSource();

  const Task& task(std::size_t index) const { return scenario_.tasks[index]; }

  // The next request of a step: its bodies in turn over all users, or each drawn at random; with its fault, if it has
  // one, in as many draws as its share says.
  void next(std::size_t task, std::size_t step, Random& random, RenderedRequest& into);
  // The same where the turn is known; its steps, each in its place.
  void at(std::size_t task, std::size_t step, const RequestTurn& turn, Random& random, RenderedRequest& into) const;
  std::size_t steps(std::size_t task, const RequestTurn& turn) const { return turn.row ? 1 : steps_[task].size(); }
  const Checker& checker(std::size_t task, std::size_t step) const;

 private:
  struct Step;
  explicit RequestSource(const Scenario& scenario);
  Result<void> add_task(const Task& task, const std::vector<std::string>& names);
  static const Request& choose(const Step& step, std::uint64_t turn, Random& random);

  const Scenario& scenario_;
  std::vector<std::vector<std::unique_ptr<Step>>> steps_;  // by task, step
  std::uint32_t prepared_ = 0;                             // requests that never change
};

}  // namespace plimsoll
