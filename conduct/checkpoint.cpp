#include "conduct/checkpoint.h"

#include "core/clock.h"
#include "core/exit_codes.h"

#include <malloc.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kShortestPeriod = std::chrono::seconds(1);
constexpr int kShareOfTime = 1000;

}  // namespace

Checkpoint::Checkpoint(const OutputFolder& folder, const RunRecord& begun, Monitors monitors)
    : folder_(folder), monitors_(std::move(monitors)), record_(begun) {
  record_.ended_by = EndedBy::error;
  record_.verdict.outcome = RunOutcome::error;
  record_.verdict.exit_code = exit_code_of(ErrorKind::internal);
  record_.verdict.reasons = {"The run goes on, or was cut off: this is how far it had come, and nothing was judged."};
}

void Checkpoint::add(const Interval& second, const Timeline& timeline) {
  record_.stats.merge(second.snapshot);
  record_.duration_s = second.t_s + second.length_s;
  if (!is_due()) return;
  record_.timeline = timeline.rows();
  write();
}

void Checkpoint::add_watched(double duration_s) {
  record_.duration_s = duration_s;
  if (is_due()) write();
}

bool Checkpoint::is_due() const { return monotonic_now() >= next_; }

void Checkpoint::write() {
  const auto began = monotonic_now();
  record_.monitors = monitors_();
  // What cannot be written now is told when the reports cannot be written either.
  static_cast<void>(folder_.write_record(record_));
  record_.monitors.clear();
  malloc_trim(0);  // what the text took goes back: our memory stays flat
  const auto ended = monotonic_now();
  next_ = ended + std::max(kShortestPeriod, kShareOfTime * (ended - began)) - kShortestPeriod / 10;
}

}  // namespace plimsoll
