#pragma once

// Folds what a target said of its version, now and then, into the stretches in which it told one: a new one begins
// where another version is told three times in a row, for while it is redeployed two may answer. Bounded. Knows no
// clock; owned by a VersionWatch, which guards it.

#include "record/run_record.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class SegmentFold {
 public:
  static constexpr std::size_t kMost = 100;  // further versions are not told apart
  static constexpr int kInARow = 3;

  void add(double t_s, const std::string& version);
  const std::vector<TargetSegment>& segments() const noexcept { return segments_; }
  // Since when another version is told that is no segment yet; absent where the last one's own is.
  std::optional<double> next_from_s() const;

 private:
  std::vector<TargetSegment> segments_;
  TargetSegment next_;  // that has yet to be told so often
  int times_ = 0;
};

}  // namespace plimsoll
