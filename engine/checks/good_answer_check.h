#pragma once

// An answer without an error held against what its protocol calls a prediction: it is not empty, V2's tensors are as
// large as their shapes say, a language model says something. Immutable; any thread.

#include "engine/checks/check_failure.h"
#include "engine/queries/answer.h"

namespace plimsoll {

struct Protocol;

class GoodAnswerJudge {
 public:
  explicit GoodAnswerJudge(const Protocol& protocol) : protocol_(&protocol) {}

  // Of a stream its events say what was in it. What is no JSON, or has not the places of its protocol, others tell.
  CheckFailure judge(Answer& answer) const;

 private:
  const Protocol* protocol_;
};

}  // namespace plimsoll
