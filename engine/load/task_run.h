#pragma once

// One task of a user, or of an arrival, on its way: which request is next and when, what it is filled in with, what was
// captured for it, how often a step was sent, whether it has ended. The one place where it is decided what comes after
// an answer. Owned by who sends it: a user with all its tasks one after the other, or a lane with those of its
// arrivals; its shard's thread.
//
// A task that is nothing but its requests (RequestSource::plan is null) goes the short way here. The others are flows:
// their steps may be repeated, passed over, waited for; a user that has to log in does so before its first task and,
// once a step, where it is answered 401: then the login's steps are what comes next, and that step again after them.

#include "engine/load/attempt.h"
#include "engine/load/shard_parts.h"
#include "engine/requests/conversation.h"
#include "engine/requests/task_plan.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plimsoll {

class TaskRun {
 public:
  explicit TaskRun(const ShardParts& parts) : source_(parts.source), recorder_(parts.recorder) {}
  TaskRun(const TaskRun&) = delete;
  TaskRun& operator=(const TaskRun&) = delete;

  // `turn`: of an arrival, which outlives it; null: the task's bodies in turn over all users. False: its data has no
  // row left.
  bool begin(std::size_t task, const RowTaker& taker, Instant due, const RequestTurn* turn = nullptr) {
    task_ = task;
    step_ = 0;
    turn_ = turn;
    plan_ = source_.plan(task);
    steps_ = turn == nullptr ? source_.steps(task) : source_.steps(task, *turn);
    under_way_ = source_.begin(task, taker, request_) && (plan_ == nullptr || begin_flow(taker, due));
    return under_way_;
  }
  bool is_under_way() const noexcept { return under_way_; }

  // The next request; what comes of it goes into `response`.
  Attempt next(Random& random, Instant due, Nanos lateness, bool late) {
    if (plan_ != nullptr && sent_ == 0)
      if (const auto* rules = plan_->steps[step_].conversation()) begin_conversation(*rules);
    if (turn_ == nullptr)
      source_.next(task_, step_, random, *current_);
    else
      source_.at(task_, step_, *turn_, random, *current_);
    return {current_->get(), source_.checker(task_, step_, current_->get()), due, lateness, late};
  }

  // Judges and records what came, and decides what comes next.
  void answered(const Attempt& attempt, Random& random) {
    due_ = response.done;
    if (plan_ != nullptr) return follow(attempt, random);
    attempt.end(response, recorder_);
    under_way_ = ++step_ < steps_;
  }

  // Nothing more of it is sent, since the load ends.
  void leave() {
    if (under_way_ && plan_ != nullptr) cut();
    under_way_ = false;
  }

  // Of the next request; at the answer where nothing is to be waited for.
  Instant due() const noexcept { return due_; }
  std::size_t task() const noexcept { return task_; }
  // It was refused, however it logged in: whoever goes on at once would hammer the target.
  bool is_locked_out() const noexcept { return locked_out_; }

  // That it was begun with, by feeder; where nothing is filled in there are none.
  std::span<const RowRef> rows() const noexcept { return request_.rows; }
  // What was captured so far, by slot.
  const std::vector<CapturedValue>& captured() const noexcept { return request_.captured; }

  Response response;

 private:
  // Where a task goes on after the login within it.
  struct Place {
    const TaskPlan* plan = nullptr;
    const RequestTurn* turn = nullptr;
    std::size_t task = 0;
    std::size_t step = 0;
    std::size_t steps = 0;
    std::uint32_t sent = 0;
    Instant first_sent{};
  };
  bool begin_flow(const RowTaker& taker, Instant due);
  void follow(const Attempt& attempt, Random& random);
  bool look_into(const StepPlan& step, Answer& answer, CheckFailure& found);
  std::optional<AskedRows> asked_rows(const Attempt& attempt);
  void begin_conversation(const ConversationRules& rules);
  void go_on(const StepPlan& step, Answer& answer, Random& random);
  void pass(Answer& answer, Random& random);
  void fail();
  void cut();
  bool is_in_login() const noexcept { return current_ != &request_; }
  void begin_login(Instant due);
  void end_login();
  void keep_captured();

  RequestSource& source_;
  Recorder& recorder_;
  std::size_t task_ = 0;
  std::size_t step_ = 0;
  std::size_t steps_ = 0;
  const TaskPlan* plan_ = nullptr;
  const RequestTurn* turn_ = nullptr;
  bool under_way_ = false;
  Instant due_{};
  RenderedRequest request_;
  RenderedRequest* current_ = &request_;  // or the login's

  // Of a flow.
  bool counted_ = false;    // not in the warm-up
  Instant begun_{};         // when it was due
  std::uint32_t sent_ = 0;  // requests of this step
  Instant first_sent_{};    // the first of them
  Conversation conversation_;
  std::unique_ptr<RowLook> look_;  // null: no answer was held against a row yet
  bool refreshed_ = false;         // this step has logged in again
  bool locked_out_ = false;
  bool logged_in_ = false;  // of this user, whatever the task
  bool login_counted_ = false;
  Instant login_begun_{};
  Place resumed_;
  std::unique_ptr<RenderedRequest> login_request_;  // with the rows that this user logs in by; null: it never has
};

}  // namespace plimsoll
