#include "engine/load/task_run.h"

#include "core/units.h"
#include "engine/load/wait_law.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {
namespace {

constexpr int kUnauthorized = 401;

CheckFailure not_reached(const Until& until, std::uint32_t sent, const CheckFailure& missing) {
  const auto limit =
      sent >= until.at_most ? fmt::format("{} requests", until.at_most) : format_duration_exact(until.within);
  return {FailureKind::until, fmt::format("not as waited for within {}: {}", limit, missing.message), missing.detail};
}

}  // namespace

// False: the login's data has no row left.
bool TaskRun::begin_flow(const RowTaker& taker, Instant due) {
  due_ = begun_ = due;
  sent_ = 0;
  refreshed_ = locked_out_ = false;
  source_.make_room(request_);
  for (const auto slot : plan_->slots) request_.captured[slot] = {};
  const auto login = source_.login();
  if (login && !login_request_) {
    auto request = std::make_unique<RenderedRequest>();
    if (!source_.begin(*login, {taker.user, taker.users, 0}, *request)) return false;
    source_.make_room(*request);
    login_request_ = std::move(request);
  }
  counted_ = plan_->flow && recorder_.begin_flow(*plan_->flow, due);
  if (login && !logged_in_) begin_login(due);
  return true;
}

void TaskRun::follow(const Attempt& attempt, Random& random) {
  const auto& step = plan_->steps[step_];
  Answer answer(response, attempt.due, attempt.request);
  auto rows = asked_rows(attempt);
  auto found = attempt.judge(answer, recorder_, rows ? &*rows : nullptr);
  if (response.aborted || attempt.request.fault != nullptr || attempt.request.case_number != 0) {
    attempt.record(response, found, recorder_);
    ++sent_;
    return response.aborted || step.is_needed() ? cut() : go_on(step, answer, random);
  }
  const bool is_refused = found.kind == FailureKind::status && response.status == kUnauthorized;
  if (is_refused && login_request_ && !is_in_login()) {
    if (!std::exchange(refreshed_, true)) {
      attempt.record(response, {}, recorder_);  // its token has expired: no fault of the target
      return begin_login(response.done);
    }
    found = {FailureKind::login, "status 401 again after a new login", {}};
    locked_out_ = true;
  }
  const bool again = look_into(step, answer, found);
  attempt.record(response, found, recorder_, rows && rows->is_looked_at ? &rows->look : nullptr);
  const bool is_good = found.kind == FailureKind::none;
  if (!is_good && (step.is_needed() || is_in_login() || locked_out_ || plan_->ends_with_failure)) return fail();
  if (again)
    due_ = response.done + step.until()->every;
  else
    go_on(step, answer, random);
}

void TaskRun::go_on(const StepPlan& step, Answer& answer, Random& random) {
  if (const auto* rules = step.conversation()) {
    if (!conversation_.go_on(answer, current_->captured[rules->slot])) return pass(answer, random);
    if (step.wait()) due_ = next_due(*step.wait(), due_, response.done, random);
    return;
  }
  if (sent_ >= step.repeat() || step.until() != nullptr) return pass(answer, random);
  if (step.wait()) due_ = next_due(*step.wait(), due_, response.done, random);
}

// Of a bad request nothing is known.
std::optional<AskedRows> TaskRun::asked_rows(const Attempt& attempt) {
  const auto& judge = plan_->rows[step_];
  if (judge == nullptr || attempt.request.case_number != 0) return std::nullopt;
  if (!look_) look_ = std::make_unique<RowLook>();
  return AskedRows{*judge, current_->inputs, *look_};
}

// True: it is sent again, since what it waits for is not there yet.
bool TaskRun::look_into(const StepPlan& step, Answer& answer, CheckFailure& found) {
  if (++sent_ == 1) first_sent_ = response.sent;
  if (found.kind != FailureKind::none) return false;
  bool again = false;
  if (const auto* until = step.until()) {
    const auto missing = step.missing(answer, current_->captured);
    if (missing.kind != FailureKind::none) {
      again = sent_ < until->at_most && response.done + until->every - first_sent_ <= until->within;
      if (!again) found = not_reached(*until, sent_, missing);
    }
  }
  if (found.kind == FailureKind::none) found = step.capture(answer, current_->captured, !again);
  if (found.kind == FailureKind::none && !again) found = step.check_values(answer, current_->captured);
  return again;
}

// To the next step that is wanted.
void TaskRun::pass(Answer& answer, Random& random) {
  const auto& wait = plan_->steps[step_].wait();
  sent_ = 0;
  if (!is_in_login()) refreshed_ = false;
  do ++step_;
  while (step_ < steps_ && !plan_->steps[step_].is_wanted(answer, current_->captured));
  if (step_ < steps_) {
    if (wait) due_ = next_due(*wait, due_, response.done, random);
    return;
  }
  if (is_in_login()) {
    if (login_counted_) recorder_.complete_flow(*plan_->flow, response.done - login_begun_);
    keep_captured();
    logged_in_ = true;
    return end_login();
  }
  if (counted_) recorder_.complete_flow(*plan_->flow, response.done - begun_);
  under_way_ = false;
}

void TaskRun::begin_conversation(const ConversationRules& rules) {
  conversation_.begin(source_.turns(task_, step_, *current_), rules.at_most, current_->captured[rules.slot]);
}

void TaskRun::fail() {
  auto at = step_;
  if (is_in_login()) {
    if (login_counted_) recorder_.fail_flow(*plan_->flow, step_);
    end_login();
    at = plan_->steps.size();
    logged_in_ = false;
    locked_out_ = true;
  }
  if (counted_) recorder_.fail_flow(*plan_->flow, at);
  under_way_ = false;
}

void TaskRun::cut() {
  if (is_in_login()) {
    if (login_counted_) recorder_.cut_flow(*plan_->flow);
    end_login();
  }
  if (counted_) recorder_.cut_flow(*plan_->flow);
  under_way_ = false;
}

void TaskRun::begin_login(Instant due) {
  resumed_ = {plan_, turn_, task_, step_, steps_, sent_, first_sent_};
  task_ = *source_.login();
  plan_ = source_.plan(task_);
  turn_ = nullptr;
  step_ = 0;
  steps_ = source_.steps(task_);
  sent_ = 0;
  current_ = login_request_.get();
  due_ = login_begun_ = due;
  login_counted_ = recorder_.begin_flow(*plan_->flow, due);
}

void TaskRun::end_login() {
  current_ = &request_;
  plan_ = resumed_.plan;
  turn_ = resumed_.turn;
  task_ = resumed_.task;
  step_ = resumed_.step;
  steps_ = resumed_.steps;
  sent_ = resumed_.sent;
  first_sent_ = resumed_.first_sent;
}

void TaskRun::keep_captured() {
  for (const auto slot : plan_->slots) request_.captured[slot] = current_->captured[slot];
}

}  // namespace plimsoll
