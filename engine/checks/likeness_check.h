#pragma once

// The whole answer held against what it is to be like. Most answers are held against two texts that are known to be
// alike, the expected one and the first that came, and parsed only where more than numbers and ignored texts differ.
// Others of the same bytes as one that was found alike are known by a hash of 64 bits, 256 of them. Shared by threads;
// allocates nothing in the steady state but the words of a failure (JsonComparison::are_alike says what else does).

#include "core/error.h"
#include "engine/checks/check_failure.h"
#include "engine/queries/answer.h"
#include "scenarios/check.h"

#include <memory>

namespace plimsoll {

class LikenessJudge {
 public:
  static Result<LikenessJudge> compile(const JsonEqualsCheck& check);

  CheckFailure judge(Answer& answer) const;

 private:
  struct Parts;
  explicit LikenessJudge(std::shared_ptr<Parts> parts) : parts_(std::move(parts)) {}

  std::shared_ptr<Parts> parts_;
};

}  // namespace plimsoll
