#pragma once

// An answer held against what its protocol says of errors: those within a 200, and the words for those that have a
// status. Immutable; any thread.

#include "engine/checks/check_failure.h"
#include "engine/queries/answer.h"

namespace plimsoll {

struct Protocol;

class ProtocolJudge {
 public:
  explicit ProtocolJudge(const Protocol& protocol) : protocol_(&protocol) {}

  // Of a status that is as expected: an error all the same.
  CheckFailure judge(Answer& answer) const;
  // Of one that is not: the same failure, in the protocol's words.
  CheckFailure explained(CheckFailure failure, Answer& answer) const;

 private:
  const Protocol* protocol_;
};

}  // namespace plimsoll
