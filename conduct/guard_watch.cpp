#include "conduct/guard_watch.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kFewestRequests = 10;

}  // namespace

GuardWatch::GuardWatch(Guard guard, WaitingClock& clock) : guard_(std::move(guard)) {
  if (guard_.url) url_ = std::make_unique<UrlWatch>(*guard_.url, guard_.every, clock);
}

void GuardWatch::add(double t_s, const Snapshot& counted, const std::vector<LiveMemory>& memory) {
  if (broken_) return;
  const RequestStats total = counted.total();
  const Second second{t_s, total.requests + counted.warmup.requests, total.failures + counted.warmup.failures};
  last_.push_back(second);
  sum_.requests += second.requests;
  sum_.failures += second.failures;
  while (last_.front().t_s <= t_s - to_seconds(guard_.over)) {
    sum_.requests -= last_.front().requests;
    sum_.failures -= last_.front().failures;
    last_.pop_front();
  }
  look_at_failures();
  for (const auto& one : memory) look_at(one);
  const auto objection = url_ ? url_->objection() : std::nullopt;
  if (!broken_ && objection) broken_ = "The guard ended the run: " + *objection;
}

void GuardWatch::look_at_failures() {
  if (!guard_.failed_requests || sum_.requests < kFewestRequests) return;
  const double share = static_cast<double>(sum_.failures) / static_cast<double>(sum_.requests);
  if (share <= *guard_.failed_requests) return;
  broken_ =
      fmt::format("The guard ended the run: {} of {} failed in the last {}, at most {} are allowed.", share_text(share),
                  plural(sum_.requests, "request"), format_duration(guard_.over), share_text(*guard_.failed_requests));
}

void GuardWatch::look_at(const LiveMemory& memory) {
  if (broken_ || !guard_.memory_bytes || memory.bytes.value_or(0) <= static_cast<double>(*guard_.memory_bytes)) return;
  broken_ = fmt::format("The guard ended the run: {} took {} of memory, at most {} are allowed.", memory.description,
                        bytes_text(memory.bytes), bytes_text(static_cast<double>(*guard_.memory_bytes)));
}

}  // namespace plimsoll
