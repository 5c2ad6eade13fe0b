#include "conduct/versions/version_watch.h"

#include <algorithm>
#include <utility>

namespace plimsoll {

VersionWatch::VersionWatch(Ask ask, Nanos every, WaitingClock& clock, Instant origin)
    : ask_(std::move(ask)), every_(every), clock_(clock), origin_(origin), thread_([this] { ask_until_ended(); }) {}

VersionWatch::~VersionWatch() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

VersionWatch::Told VersionWatch::told() const {
  const std::lock_guard lock(mutex_);
  return {fold_.segments(), fold_.next_from_s()};
}

std::string VersionWatch::trouble() const {
  const std::lock_guard lock(mutex_);
  return fold_.segments().empty() ? trouble_ : std::string();
}

void VersionWatch::ask_until_ended() {
  for (;;) {
    const auto asked = clock_.now();
    const auto version = ask_();
    std::unique_lock lock(mutex_);
    if (version.has_value())
      fold_.add(std::max(0.0, to_seconds(asked - origin_)), *version);
    else
      trouble_ = version.error().message;
    if (clock_.wait_until(lock, changed_, clock_.now() + every_, [this] { return ended_; })) return;
  }
}

}  // namespace plimsoll
