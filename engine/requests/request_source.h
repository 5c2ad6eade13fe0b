#pragma once

// What is sent: the next request of a task's step. Those that never change are made before the run, their bodies in
// turn; one of a log, or with {{...}} in it, is rendered when it is sent. Shared by all shards, only its turn counters
// and the feeders' places change. Any thread.

#include "core/error.h"
#include "core/random.h"
#include "engine/checks/checks.h"
#include "engine/feeding/row_supply.h"
#include "engine/requests/rendered_request.h"
#include "engine/requests/task_plan.h"
#include "scenarios/bodies/replay_reader.h"
#include "scenarios/scenario.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// Which of its task's requests an arrival asks for, as its plan or its log knows before it is due.
struct RequestTurn {
  std::uint64_t number = 0;              // how often the task was drawn before
  std::shared_ptr<const ReplayRow> row;  // of a log, instead of the task's own method, path and body; null: none
};

class RequestSource {
 public:
  // The scenario must outlive it: requests refer to its templates. Error: a check that does not compile, a feeder that
  // cannot be read any more.
  static Result<std::unique_ptr<RequestSource>> make(const Scenario& scenario, std::uint64_t seed = 0);
  ~RequestSource();

  // Those of the scenario, and its login behind them.
  const Task& task(std::size_t index) const { return *tasks_of_users_[index]; }
  std::optional<std::size_t> login() const noexcept { return login_; }
  // Null: it is nothing but its requests.
  const TaskPlan* plan(std::size_t task) const { return plans_[task].get(); }

  // Before the first step of a task: the rows and numbers that its requests are filled in with. False: a feeder has no
  // row left, so nothing more is to be sent.
  bool begin(std::size_t task, const RowTaker& taker, RenderedRequest& into) {
    return !varies_ || !tasks_[task]->varies || take_inputs(task, taker, into);
  }
  // What was captured before the load, for all; before it begins.
  void set_captured(std::vector<CapturedValue> captured);
  // A place for every value that is captured anywhere, with those that are there already.
  void make_room(RenderedRequest& into) const {
    if (into.captured.empty()) into.captured = captured_;
  }

  // Of who asks for good requests alone; before the first.
  void leave_cases_out();

  // Of a step that is a conversation: what the user says, a JSON list.
  std::string turns(std::size_t task, std::size_t step, RenderedRequest& into) const;

  // A feeder has given its last row.
  bool is_drained() const noexcept { return drained_.load(std::memory_order_relaxed); }
  // A feeder could not be read on, and what it said; empty: none.
  std::string fault() const;

  // The next request of a step: its bodies in turn over all users, or each drawn at random; with its fault, if it has
  // one, in as many draws as its share says.
  void next(std::size_t task, std::size_t step, Random& random, RenderedRequest& into);
  // The same where the turn is known; its steps, each in its place.
  void at(std::size_t task, std::size_t step, const RequestTurn& turn, Random& random, RenderedRequest& into) const;
  std::size_t steps(std::size_t task) const { return steps_[task].size(); }
  std::size_t steps(std::size_t task, const RequestTurn& turn) const { return turn.row ? 1 : steps_[task].size(); }
  // Of that request of the step: a bad one has its own.
  const Checker& checker(std::size_t task, std::size_t step, const Request& request) const;

 private:
  struct Step;
  RequestSource(const Scenario& scenario, std::uint64_t seed);
  Result<void> add_task(const Task& task, const std::vector<std::string>& names);
  Result<void> add_plan(const Task& task);
  static void keep_what_is_asked(const Task& task, std::vector<std::unique_ptr<Step>>& steps);
  struct TaskInputs;
  Result<void> add_cases(const CasePlan& plan, Step& step, TaskInputs& inputs);
  static void prepare(const VaryingParts& parts, Step& step, TaskInputs& inputs);
  // Null: it is a good request's turn.
  static const Step* choose_case(const Step& step, Random& random);
  static const Request& choose(const Step& step, std::uint64_t turn, Random& random);
  void take_only_rows(std::uint64_t sample);
  void skip_rows(std::uint64_t samples);
  bool take_inputs(std::size_t task, const RowTaker& taker, RenderedRequest& into);
  static void give(const Step& step, const Request& prepared, RenderedRequest& into);
  static void fill_in(const Step& step, const Request& prepared, RenderedRequest& into);
  static void fill_in_headers(const VaryingParts& parts, RenderedRequest& into);

  // What the requests of one task share.
  struct TaskInputs {
    bool varies = false;
    struct Use {
      std::size_t feeder = 0;
      std::uint32_t rows = 1;  // of it that a task takes
    };
    std::vector<Use> feeders;  // whose rows they name
    std::uint32_t rows = 1;    // the most of these
    std::atomic<std::uint64_t> begun{0};
    std::uint64_t unique_key = 0;
  };

  const Scenario& scenario_;
  const std::uint64_t seed_;
  std::vector<std::unique_ptr<RowSupply>> supplies_;  // by feeder
  std::vector<std::optional<RowRef>> only_rows_;      // by feeder, of a scenario with one sample alone
  const std::vector<const Task*> tasks_of_users_;
  std::optional<std::size_t> login_;
  std::vector<std::unique_ptr<TaskPlan>> plans_;  // by task
  std::vector<CapturedValue> captured_;           // by slot
  std::vector<std::unique_ptr<TaskInputs>> tasks_;
  std::vector<std::vector<std::unique_ptr<Step>>> steps_;  // by task, step
  std::atomic<bool> drained_{false};
  bool varies_ = false;         // any task does
  std::uint32_t prepared_ = 0;  // requests that never change
  std::size_t flows_ = 0;       // so many tasks are flows
};

}  // namespace plimsoll
