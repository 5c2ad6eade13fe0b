#include "conduct/so_far/silence_watch.h"

#include <algorithm>

namespace plimsoll {
namespace {

// Of the seconds before and after, which are not wholly silent.
constexpr double kMostAtTheEnds = 2;

bool is_shorter(const Silence& a, const Silence& b) { return a.length_s < b.length_s; }

}  // namespace

void SilenceWatch::add(const Interval& second, const RequestStats& total) {
  const auto finished = total.requests + second.snapshot.warmup.requests + total.faults.attempts() + total.cases.sent;
  const auto* gaps = total.streams.of(StreamTime::gap);
  const bool has_events = gaps != nullptr && !gaps->empty();
  const bool waited = somebody_waits_ && !second.warmup;
  somebody_waits_ = second.in_flight > 0;
  if (waited && finished == 0 && !has_events && somebody_waits_) {
    if (current_.length_s == 0) current_.from_s = second.t_s;
    current_.length_s += second.length_s;
    return;
  }
  // Who waited longest knows how long it was to a part of a second.
  const double longest = to_seconds(has_events ? gaps->maximum() : total.response_time.maximum());
  const double more = std::clamp(longest - current_.length_s, 0.0, kMostAtTheEnds);
  if (current_.length_s > 0) keep({current_.from_s - more / 2, current_.length_s + more});
  current_ = {};
}

void SilenceWatch::keep(Silence silence) {
  if (kept_.size() < kMost) return kept_.push_back(silence);
  const auto shortest = std::min_element(kept_.begin(), kept_.end(), is_shorter);
  if (is_shorter(*shortest, silence)) *shortest = silence;
}

std::vector<Silence> SilenceWatch::silences() const {
  auto all = kept_;
  if (current_.length_s > 0) all.push_back(current_);
  return all;
}

}  // namespace plimsoll
