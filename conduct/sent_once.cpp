#include "conduct/sent_once.h"

#include <utility>

namespace plimsoll {

Result<std::vector<CapturedValue>> send_before_all(const Scenario& scenario, const Interrupts& interrupts,
                                                   RunRecord& record) {
  if (!scenario.before_all) return std::vector<CapturedValue>();
  OnceInputs inputs;
  inputs.seed = record.seed;
  inputs.is_stopped = [&interrupts] { return interrupts.count() > 0; };
  auto sent = run_once(with_task_alone(scenario, *scenario.before_all), inputs);
  if (sent.has_error()) return sent.error();
  record.once = sent->answers;
  if (sent->was_stopped || !sent->failure().empty())
    return Error{ErrorKind::unavailable, "before_all failed: " + sent->failure()};
  return std::move(sent->captured);
}

Result<void> send_after_all(const Scenario& scenario, const std::vector<CapturedValue>& captured,
                            const Interrupts& interrupts, RunRecord& record) {
  if (!scenario.after_all) return {};
  OnceInputs inputs;
  inputs.captured = captured;
  inputs.seed = record.seed;
  inputs.is_stopped = [&interrupts] { return interrupts.count() > 1; };
  const auto sent = run_once(with_task_alone(scenario, *scenario.after_all), inputs);
  if (sent.has_error()) return sent.error();
  record.once.insert(record.once.end(), sent->answers.begin(), sent->answers.end());
  return {};
}

}  // namespace plimsoll
