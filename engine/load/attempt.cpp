#include "engine/load/attempt.h"

namespace plimsoll {

void Attempt::end(const Response& response, Recorder& recorder) const {
  Outcome outcome;
  outcome.request = &request;
  outcome.due = due;
  outcome.late = late;
  outcome.response = &response;
  outcome.failure = response.failure;
  outcome.failure_message = response.failure_message;
  const bool is_judged = response.failure == FailureKind::none && !response.aborted && request.fault == nullptr;
  if (!is_judged || checker.passes_unread(response)) return recorder.record(outcome);
  Answer answer(response, due);
  const CheckFailure checked = checker.judge(answer);
  outcome.failure = checked.kind;
  outcome.failure_message = checked.message;
  outcome.failure_detail = checked.detail;
  recorder.record(outcome);
}

}  // namespace plimsoll
