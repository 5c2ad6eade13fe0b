#pragma once

// Answers of one step held against the rows that their requests were made of: what is expected at a place by row, and
// what was predicted for each labelled row. Compiled before the run, immutable after that, so that shards may share it;
// any thread. What one look needs lies in a RowLook of whoever looks, used again.

#include "core/error.h"
#include "core/quality/quality_stats.h"
#include "engine/checks/check_failure.h"
#include "engine/queries/answer.h"
#include "scenarios/quality/row_rules.h"
#include "scenarios/request_template.h"
#include "scenarios/templates/template_rendering.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

// One answer's rows; `judged` points into it. One thread.
struct RowLook {
  JudgedRows judged;
  bool is_read = false;    // `judged` holds
  bool is_unread = false;  // labels are there, and the answer has nothing for them
  std::vector<JudgedRow> rows;
  std::vector<double> probabilities;
  std::string text;

  void clear();
};

class RowJudge {
 public:
  // `request` outlives it. Error: a path that does not compile.
  static Result<std::shared_ptr<const RowJudge>> compile(const RequestTemplate& request);
  ~RowJudge();
  RowJudge(const RowJudge&) = delete;
  RowJudge& operator=(const RowJudge&) = delete;

  // Of an answer that is good so far. `body`: the number of the request's body. What the rows came to is in `look`,
  // whether the first check that fails is returned or not.
  CheckFailure judge(Answer& answer, TemplateInputs& inputs, std::size_t body, RowLook& look) const;

 private:
  struct Compiled;
  explicit RowJudge(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace plimsoll
