#pragma once

// The whole answer held against the line of its row, out of a file that has one for each. Of each line two texts that
// are known to be alike are kept, the line and the first answer that came for it, 64 MiB of all lines together, and two
// hashes of answers that were found alike; a line beyond that is parsed each time. Shared by threads; allocates nothing
// in the steady state but the words of a failure.

#include "core/error.h"
#include "engine/checks/check_failure.h"
#include "engine/queries/answer.h"
#include "scenarios/quality/row_rules.h"

#include <cstddef>
#include <memory>

namespace plimsoll {

class LineLikeness {
 public:
  // Error: a line that cannot be compared with, or a rule that does not compile.
  static Result<LineLikeness> compile(const RowLikeness& likeness);

  // `line`: that of the request's row, from 0.
  CheckFailure judge(Answer& answer, std::size_t line) const;

 private:
  struct Parts;
  explicit LineLikeness(std::shared_ptr<Parts> parts) : parts_(std::move(parts)) {}

  std::shared_ptr<Parts> parts_;
};

}  // namespace plimsoll
