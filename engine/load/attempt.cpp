#include "engine/load/attempt.h"

#include "core/clock.h"

namespace plimsoll {

void Attempt::end(const Response& response, Recorder& recorder) const {
  Outcome outcome = outcome_of(response);
  const bool is_judged = response.failure == FailureKind::none && !response.aborted && request.fault == nullptr;
  if (!is_judged || checker.passes_unread(response)) return recorder.record(outcome);
  Answer answer(response, due, request);
  const CheckFailure checked = look_into(answer, recorder, nullptr);
  outcome.failure = checked.kind;
  outcome.failure_message = checked.message;
  outcome.failure_detail = checked.detail;
  recorder.record(outcome);
}

Outcome Attempt::outcome_of(const Response& response) const {
  Outcome outcome;
  outcome.request = &request;
  outcome.due = due;
  outcome.late = late;
  outcome.response = &response;
  outcome.failure = response.failure;
  outcome.failure_message = response.failure_message;
  return outcome;
}

// As far as there is time. Where the status is wrong nothing else was to be checked.
CheckFailure Attempt::look_into(Answer& answer, Recorder& recorder, AskedRows* rows) const {
  if (!checker.reads_bodies() && rows == nullptr) return checker.judge(answer);
  auto& pace = recorder.check_pace();
  const bool counts = !recorder.is_warmup(due);
  if (!pace.admits(request.name_index)) {
    auto found = checker.judge_unread(answer);
    if (found.kind != FailureKind::status) pace.note_passed_over(request.name_index, counts);
    return found;
  }
  const auto began = monotonic_now();
  auto found = judge_whole(answer, rows);
  const bool is_wrong = found.kind != FailureKind::none;
  if (found.kind != FailureKind::status)
    pace.note_checked(request.name_index, counts, is_wrong, began, monotonic_now());
  return found;
}

CheckFailure Attempt::judge_whole(Answer& answer, AskedRows* rows) const {
  auto found = checker.judge(answer);
  if (rows == nullptr || found.kind != FailureKind::none) return found;
  rows->is_looked_at = true;
  return rows->judge.judge(answer, rows->inputs, request.body_number, rows->look);
}

CheckFailure Attempt::judge(Answer& answer, Recorder& recorder, AskedRows* rows) const {
  const auto& response = answer.response;
  if (response.failure != FailureKind::none) return {response.failure, response.failure_message, {}};
  if (response.aborted || request.fault != nullptr) return {};
  if (rows == nullptr && checker.passes_unread(response)) return {};
  return look_into(answer, recorder, rows);
}

void Attempt::record(const Response& response, const CheckFailure& found, Recorder& recorder,
                     const RowLook* look) const {
  Outcome outcome = outcome_of(response);
  if (look != nullptr && look->is_read) outcome.rows = &look->judged;
  if (look != nullptr) outcome.rows_unread = look->is_unread;
  outcome.failure = found.kind;
  outcome.failure_message = found.message;
  outcome.failure_detail = found.detail;
  recorder.record(outcome);
}

}  // namespace plimsoll
