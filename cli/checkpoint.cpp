#include "cli/checkpoint.h"

#include "cli/exit_codes.h"
#include "engine/core/clock.h"

#include <algorithm>

namespace plimsoll {
namespace {

constexpr Nanos kShortestPeriod = std::chrono::seconds(1);
constexpr int kShareOfTime = 100;

}  // namespace

Checkpoint::Checkpoint(const OutputFolder& folder, const RunRecord& begun) : folder_(folder), record_(begun) {
  record_.ended_by = EndedBy::error;
  record_.verdict.outcome = RunOutcome::error;
  record_.verdict.exit_code = exit_code_of(ErrorKind::internal);
  record_.verdict.reasons = {"The run goes on, or was cut off: this is how far it had come, and nothing was judged."};
}

void Checkpoint::add(const Interval& second, const Timeline& timeline) {
  record_.stats.merge(second.snapshot);
  record_.duration_s = second.t_s + second.length_s;
  const auto began = monotonic_now();
  if (began < next_) return;
  record_.timeline = timeline.rows();
  // What cannot be written now is told when the reports cannot be written either.
  static_cast<void>(folder_.write_record(record_));
  const auto ended = monotonic_now();
  next_ = ended + std::max(kShortestPeriod, kShareOfTime * (ended - began)) - kShortestPeriod / 10;
}

}  // namespace plimsoll
