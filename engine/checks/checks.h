#pragma once

// Judges answers: the checks of one request template, compiled once before the run. Immutable after that, so that
// shards may share it; any thread.

#include "core/error.h"
#include "engine/checks/check_failure.h"
#include "engine/exchange/request.h"
#include "engine/queries/answer.h"
#include "scenarios/check.h"

#include <memory>
#include <vector>

namespace plimsoll {

class Checker {
 public:
  // Error: a regular expression or path that does not compile (the parser has refused it before, with its place).
  static Result<Checker> compile(const std::vector<Check>& checks);
  Checker(Checker&&) noexcept;
  Checker& operator=(Checker&&) noexcept;
  ~Checker();

  // Without a look at it: there are no checks, and its status is below 400.
  bool passes_unread(const Response& response) const noexcept { return !has_checks_ && response.status < 400; }
  // The first that fails, status first. Without a status check, 400 and above fails.
  CheckFailure judge(Answer& answer) const;
  CheckFailure judge(const Response& response, Instant due) const;
  // Whether a check reads bodies, which takes time; and the judgement by all others alone.
  bool reads_bodies() const noexcept { return reads_bodies_; }
  CheckFailure judge_unread(Answer& answer) const;

 private:
  struct Compiled;
  explicit Checker(std::unique_ptr<Compiled> compiled);
  CheckFailure judge(Answer& answer, bool with_body) const;
  std::unique_ptr<Compiled> compiled_;
  bool has_checks_;
  bool reads_bodies_;
};

}  // namespace plimsoll
