#include "engine/load/attempt.h"

namespace plimsoll {

Awaitable<> run_attempt(const Attempt& attempt, Channel& channel, Response& response, Recorder& recorder) {
  recorder.begin(attempt.due, attempt.lateness);
  co_await channel.send(attempt.request, response);
  Outcome outcome;
  outcome.request = &attempt.request;
  outcome.due = attempt.due;
  outcome.late = attempt.late;
  outcome.response = &response;
  outcome.failure = response.failure;
  outcome.failure_message = response.failure_message;
  CheckFailure checked;
  if (response.failure == FailureKind::none && !response.aborted && attempt.request.fault == nullptr) {
    checked = attempt.checker.judge(response, attempt.due);
    outcome.failure = checked.kind;
    outcome.failure_message = checked.message;
    outcome.failure_detail = checked.detail;
  }
  recorder.record(outcome);
}

}  // namespace plimsoll
