#pragma once

// What the steps of a task do besides sending one request each, compiled before the run: what is taken out of an
// answer, whether a step is wanted, whether what it waits for is there. Made by a RequestSource; immutable after that,
// so that shards may share it; any thread.

#include "core/error.h"
#include "engine/checks/check_failure.h"
#include "engine/requests/row_judge.h"
#include "scenarios/flow.h"
#include "scenarios/templates/template_rendering.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plimsoll {

struct Answer;

class StepPlan {
 public:
  // Of a step that does nothing besides.
  StepPlan();
  // `flow` outlives it. Error: a regular expression or path that does not compile (the parser has refused it before).
  static Result<StepPlan> compile(const StepFlow& flow);

  const std::optional<Wait>& wait() const noexcept { return flow_->wait; }
  std::uint32_t repeat() const noexcept { return flow_->repeat; }
  // Null: it is none.
  const ConversationRules* conversation() const noexcept {
    return flow_->conversation ? &*flow_->conversation : nullptr;
  }
  // Null: it waits for nothing.
  const Until* until() const noexcept { return flow_->until ? &*flow_->until : nullptr; }
  // What follows cannot go on without its answer.
  bool is_needed() const { return flow_->is_needed(); }

  // Whether it is sent at all. `before`: the answer that came last.
  bool is_wanted(Answer& before, std::span<const CapturedValue> captured) const;
  // What is not yet as it waits for it to be; nothing: all is.
  CheckFailure missing(Answer& answer, std::span<CapturedValue> captured) const;
  // What its answer holds for others, into their slots. Where it is to be complete, what is not there is a failure.
  CheckFailure capture(Answer& answer, std::span<CapturedValue> into, bool complete) const;
  // The first of the checks that name captured values which does not hold.
  CheckFailure check_values(Answer& answer, std::span<const CapturedValue> captured) const;

 private:
  struct Compiled;
  const StepFlow* flow_;
  std::shared_ptr<const Compiled> compiled_;  // null: there is nothing to compile
};

// Null where a task is nothing but its requests, which nobody has to log in for.
struct TaskPlan {
  std::vector<StepPlan> steps;
  std::vector<std::shared_ptr<const RowJudge>> rows{};  // by step; null: its answers are held against no row
  std::vector<std::size_t> slots;                       // that its steps capture into
  std::optional<std::size_t> flow{};                    // its place among those that are told (flow_rows.h)
  bool ends_with_failure = false;
};

}  // namespace plimsoll
