#include "conduct/target/prediction_wait.h"

#include "core/clock.h"
#include "core/units.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kPredictionPauseMs = 200;
constexpr Nanos kShortestTimeout = std::chrono::milliseconds(100);

// The task that the request is of: its first steps may be needed. Null: there is none of that name.
const Task* task_with(const Scenario& scenario, const std::string& request) {
  for (const auto& task : scenario.tasks)
    if (std::any_of(task.steps.begin(), task.steps.end(), [&](auto& step) { return step.name == request; }))
      return &task;
  return nullptr;
}

Scenario alone_within(const Scenario& scenario, const Task& task, Nanos left) {
  auto alone = scenario;
  alone.tasks = {task};
  alone.before_all.reset();
  alone.after_all.reset();
  for (auto& step : alone.tasks.front().steps) {
    step.timeout = std::max(kShortestTimeout, std::min(step.timeout, left));
    step.fault.reset();
    step.cases = nullptr;
  }
  return alone;
}

}  // namespace

Result<> wait_for_prediction(const Scenario& scenario, const PredictionWait& wait, const OnceInputs& inputs) {
  const auto* task = task_with(scenario, wait.request);
  if (task == nullptr) return {};  // validate() has refused it
  const auto deadline = monotonic_now() + wait.within;
  std::string last = "no answer";
  while (monotonic_now() < deadline) {
    if (inputs.is_stopped && inputs.is_stopped())
      return Error{ErrorKind::unavailable, "interrupted while waiting for a prediction"};
    if (const auto how = wait.death ? wait.death() : std::nullopt)
      return Error{ErrorKind::unavailable, fmt::format("the target {} before it predicted", *how)};
    const auto alone = alone_within(scenario, *task, deadline - monotonic_now());
    const auto sent = run_once(alone, inputs);
    if (sent.has_error() && sent.error().kind != ErrorKind::unavailable) return sent.error();
    last = sent.has_error() ? sent.error().message : sent->failure();
    if (sent.has_value() && last.empty() && sent->ever_connected) return {};
    poll(nullptr, 0, kPredictionPauseMs);
  }
  return Error{ErrorKind::unavailable, fmt::format("the target answers, but did not predict within {}: {}",
                                                   format_duration(wait.within), last)};
}

}  // namespace plimsoll
