#pragma once

// Sends a task once, step by step, beside the load: what stands before it and after it, or a look at every request
// before a run. In no figure of a load. Blocks; any thread, one at a time.

#include "core/error.h"
#include "engine/exchange/request.h"
#include "engine/results/redaction.h"
#include "record/flow_record.h"
#include "scenarios/scenario.h"
#include "scenarios/templates/template_rendering.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plimsoll {

// One that came.
struct OnceAnswer {
  const Request& request;
  const Response& response;      // its body is whole where a check asks for one
  std::span<const RowRef> rows;  // by feeder, that the task was begun with
  std::uint64_t time = 1;        // that the task is done, from 1
};

struct OnceInputs {
  std::vector<CapturedValue> captured{};  // by slot: what is there already
  std::uint64_t seed = 0;
  std::function<bool()> is_stopped{};    // asked again and again; empty: nobody stops it
  std::optional<Redaction> redaction{};  // told of each token that comes; absent: one of the scenario
  std::uint64_t times = 1;               // that the task is done, each time with the rows and bodies that come next
  std::function<void(const OnceAnswer&)> on_answer{};  // told of each; empty: nobody is
};

struct OnceOutcome {
  std::vector<OnceRecord> answers;
  std::vector<CapturedValue> captured;  // by slot
  bool ever_connected = false;
  bool was_stopped = false;

  // The first that failed, as "REQUEST: what was wrong"; empty: none.
  std::string failure() const;
};

// The scenario with that task alone, which nobody has to log in for.
Scenario with_task_alone(const Scenario& scenario, const Task& task);

// The first task of the scenario, by one user, who logs in where the scenario says so. Error: what the target needs
// cannot be had, or a check does not compile.
Result<OnceOutcome> run_once(const Scenario& scenario, const OnceInputs& inputs);

}  // namespace plimsoll
