#include "conduct/so_far/version_figures.h"

#include "record/time_summary.h"

#include <algorithm>
#include <utility>

namespace plimsoll {

void VersionFigures::Counted::merge(const Counted& other) {
  requests += other.requests;
  failures += other.failures;
  times.merge(other.times);
}

SegmentFigures VersionFigures::Counted::figures() const {
  const auto summary = summarize(times);
  return {requests, failures, summary.percentile_ms("p50"), summary.percentile_ms("p95"), summary.percentile_ms("p99")};
}

void VersionFigures::add(double from_s, const RequestStats& second) {
  const bool is_of_next = next_from_s_ && from_s >= *next_from_s_;
  (is_of_next ? candidate_ : uncertain_).merge({second.requests, second.failures, second.response_time});
}

// The one before is over, and what was told since is of the new one.
void VersionFigures::begin_segments(std::vector<TargetSegment>& segments) {
  const auto known = segments_.size();
  segments[known - 1].figures = current_.figures();
  for (auto i = known; i + 1 < segments.size(); ++i) segments[i].figures = SegmentFigures{};
  current_ = std::exchange(candidate_, {});
  uncertain_ = {};
}

void VersionFigures::tell(std::vector<TargetSegment> segments, std::optional<double> next_from_s) {
  if (segments.empty()) return;
  const bool is_first = segments_.empty();
  const double told_before_s = is_first ? -1 : segments_.back().to_s;
  for (std::size_t i = 0; i + 1 < segments_.size(); ++i) segments[i].figures = segments_[i].figures;
  if (!is_first && segments.size() > segments_.size()) {
    begin_segments(segments);
  } else {
    if (next_from_s != next_from_s_) uncertain_.merge(std::exchange(candidate_, {}));
    if (!next_from_s && segments.back().to_s > told_before_s) current_.merge(std::exchange(uncertain_, {}));
  }
  segments_ = std::move(segments);
  next_from_s_ = next_from_s;
}

std::vector<TargetSegment> VersionFigures::segments() const {
  auto segments = segments_;
  if (segments.empty()) return segments;
  auto last = current_;
  last.merge(uncertain_);
  last.merge(candidate_);
  segments.back().figures = last.figures();
  return segments;
}

}  // namespace plimsoll
