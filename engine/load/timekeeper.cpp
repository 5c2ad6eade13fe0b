#include "engine/load/timekeeper.h"

#include <algorithm>

namespace plimsoll {

Timekeeper::Timekeeper(boost::asio::io_context& context, Clock& clock, RequestBudget& budget, Nanos duration,
                       Nanos graceful_stop)
    : clock_(clock), budget_(budget), duration_(duration), graceful_stop_(graceful_stop), task_(context) {}

void Timekeeper::start(Instant start, Nanos free) {
  start_ = start;
  free_until_ = start + free;
  end_ = start + duration_;
  abort_at_ = std::min(abort_at_, end_ + graceful_stop_);
  task_.spawn(keep_time());
}

Awaitable<> Timekeeper::finish() {
  ended_ = true;
  clock_.wake_sleepers();
  co_await task_.wait();
}

Awaitable<> Timekeeper::keep_time() {
  while (!ended_) {
    const auto now = clock_.now();
    if (now >= end_) stop_starting();
    if (now >= abort_at_) co_return stop_now();
    co_await clock_.sleep_until(stopping_ ? abort_at_ : std::min(end_, abort_at_));
  }
}

bool Timekeeper::may_start(Instant due) {
  if (stopping_ || due >= end_) return false;
  if (due < free_until_ || budget_.take()) return true;
  stop_starting();
  return false;
}

void Timekeeper::look_at_limit() {
  if (budget_.used_up()) stop_starting();
}

void Timekeeper::stop_starting() {
  if (stopping_) return;
  stopping_ = true;
  clock_.wake_sleepers();
}

void Timekeeper::stop_gracefully() {
  abort_at_ = std::min(abort_at_, clock_.now() + graceful_stop_);
  stopping_ = true;
  clock_.wake_sleepers();
}

void Timekeeper::stop_now() {
  stop_starting();
  for (auto* channel : channels_) channel->abort();
}

}  // namespace plimsoll
