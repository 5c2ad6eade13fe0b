#include "conduct/live_status.h"

namespace plimsoll {

void LiveFold::add(const Interval& second) {
  constexpr std::size_t kSeconds = 10;
  const auto total = second.snapshot.total();
  const auto finished = total.requests + second.snapshot.warmup.requests;
  if (last_.size() == kSeconds) last_.pop_front();
  last_.push_back({total.response_time, finished, second.length_s});
  whole_.merge(total.response_time);
  requests_ += finished;
  failures_ += total.failures + second.snapshot.warmup.failures;
  elapsed_s_ = second.t_s + second.length_s;
  active_users_ = second.active_users;
  in_flight_ = second.in_flight;
}

void LiveFold::fill(LiveStatus& status) const {
  double seconds = 0;
  std::uint64_t recent = 0;
  for (const auto& second : last_) {
    status.recent.merge(second.times);
    recent += second.requests;
    seconds += second.length_s;
  }
  status.whole = whole_;
  status.requests = requests_;
  status.failures = failures_;
  status.requests_per_second = seconds > 0 ? static_cast<double>(recent) / seconds : 0;
  status.elapsed_s = elapsed_s_;
  status.active_users = active_users_;
  status.in_flight = in_flight_;
}

}  // namespace plimsoll
