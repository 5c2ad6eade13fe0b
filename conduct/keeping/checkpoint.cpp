#include "conduct/keeping/checkpoint.h"

#include "core/clock.h"
#include "record/unfinished_run.h"

#include <malloc.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kShortestPeriod = std::chrono::seconds(1);
constexpr int kShareOfTime = 1000;
constexpr Nanos kGiveBackPeriod = std::chrono::seconds(5);

}  // namespace

Checkpoint::Checkpoint(const OutputFolder& folder, const RunSoFar& so_far, std::function<void()> bring_up_to_date,
                       std::function<void(RunRecord)> also)
    : folder_(folder), so_far_(so_far), bring_up_to_date_(std::move(bring_up_to_date)), also_(std::move(also)) {}

void Checkpoint::write_if_due() {
  const auto began = monotonic_now();
  const bool is_due = began >= next_;
  if (is_due) {
    write();
    const auto ended = monotonic_now();
    next_ = ended + std::max(kShortestPeriod, kShareOfTime * (ended - began)) - kShortestPeriod / 10;
  }
  if (!is_due && began < next_given_back_) return;
  malloc_trim(0);  // what the text and each second's figures took goes back: our memory is what we keep
  next_given_back_ = began + kGiveBackPeriod;
}

void Checkpoint::write() {
  bring_up_to_date_();
  auto record = so_far_.record();
  mark_unfinished(record, UnfinishedRun::open);
  // A problem here is one of the reports at the end too, and is reported then.
  static_cast<void>(folder_.write_record(record));
  if (also_) also_(std::move(record));
}

}  // namespace plimsoll
