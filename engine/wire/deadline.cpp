#include "engine/wire/deadline.h"

#include <algorithm>

namespace plimsoll {

namespace {

// How long the timer may outlive the last deadline, and how often it fires at least while one is set.
constexpr Nanos kLongestSleep = std::chrono::milliseconds(100);

}  // namespace

DeadlineSweep::DeadlineSweep(boost::asio::io_context& context, const Clock& clock)
    : clock_(clock), timer_(context.get_executor()), alive_(std::make_shared<bool>(true)) {}

DeadlineSweep::~DeadlineSweep() { *alive_ = false; }

void DeadlineSweep::set(Deadline& deadline, Instant now, Instant due) {
  deadline.clear();
  deadline.due_ = due;
  pending_.push_back(deadline);
  earliest_ = std::min(earliest_, due);
  if (due < armed_for_) {
    const Instant wake = std::min(due, now + kLongestSleep);
    if (wake < armed_for_) arm(wake);
  }
}

void DeadlineSweep::arm(Instant at) {
  armed_for_ = at;
  timer_.expires_at(at);
  timer_.async_wait([this, alive = alive_](const boost::system::error_code& cancelled) {
    if (!cancelled && *alive) sweep();
  });
}

void DeadlineSweep::sweep() {
  armed_for_ = Instant::max();
  const Instant now = clock_.now();
  if (now >= earliest_) expire_until(now);
  if (!pending_.empty()) arm(std::min(earliest_, now + kLongestSleep));
}

void DeadlineSweep::expire_until(Instant now) {
  earliest_ = Instant::max();
  Pending expired;
  for (auto each = pending_.begin(); each != pending_.end();) {
    Deadline& deadline = *each++;
    if (deadline.due_ <= now) {
      deadline.unlink();
      expired.push_back(deadline);
    } else {
      earliest_ = std::min(earliest_, deadline.due_);
    }
  }
  while (!expired.empty()) {
    Deadline& deadline = expired.front();
    deadline.unlink();
    deadline.expired_();
  }
}

}  // namespace plimsoll
