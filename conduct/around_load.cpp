#include "conduct/around_load.h"

#include <utility>

namespace plimsoll {

Result<OnceOutcome> AroundLoad::send_before(std::uint64_t seed, IsStopped is_stopped) {
  if (!scenario_.before_all) return OnceOutcome();
  auto sent =
      run_once(with_task_alone(scenario_, *scenario_.before_all), {{}, seed, std::move(is_stopped), redaction_});
  if (sent.has_value()) captured_ = std::move(sent->captured);
  return sent;
}

Result<OnceOutcome> AroundLoad::send_after(std::uint64_t seed, IsStopped is_stopped) {
  if (!scenario_.after_all) return OnceOutcome();
  return run_once(with_task_alone(scenario_, *scenario_.after_all),
                  {captured_, seed, std::move(is_stopped), redaction_});
}

}  // namespace plimsoll
