#pragma once

// The numbers of a JSON answer held against what JSON and a double have, in one pass over its text: Python's NaN and
// Infinity, numbers beyond a double, and null in a list at one place. Looks 64 levels deep and allocates nothing but
// the words of a failure. Immutable; any thread.

#include "core/error.h"
#include "engine/checks/check_failure.h"
#include "engine/queries/answer.h"
#include "scenarios/check.h"
#include "scenarios/protocols/finite_place.h"

#include <utility>
#include <vector>

namespace plimsoll {

class FiniteJudge {
 public:
  static Result<FiniteJudge> compile(const FiniteCheck& check);

  // The first that is none; text that is not JSON up to there is for others to tell.
  CheckFailure judge(Answer& answer) const;

 private:
  explicit FiniteJudge(std::vector<FiniteStep> place) : place_(std::move(place)) {}

  std::vector<FiniteStep> place_;
};

}  // namespace plimsoll
