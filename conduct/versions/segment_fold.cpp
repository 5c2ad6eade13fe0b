#include "conduct/versions/segment_fold.h"

namespace plimsoll {

void SegmentFold::add(double t_s, const std::string& version) {
  if (segments_.empty()) {
    segments_.push_back({version, 0, t_s});
    return;
  }
  auto& current = segments_.back();
  if (version == current.version) {
    current.to_s = t_s;
    times_ = 0;
    return;
  }
  if (times_ == 0 || version != next_.version) {
    next_ = {version, t_s, t_s};
    times_ = 0;
  }
  next_.to_s = t_s;
  if (++times_ < kInARow || segments_.size() >= kMost) return;
  segments_.push_back(next_);
  times_ = 0;
}

std::optional<double> SegmentFold::next_from_s() const {
  return times_ > 0 && segments_.size() < kMost ? std::optional(next_.from_s) : std::nullopt;
}

}  // namespace plimsoll
