#pragma once

// What the load came to while each version of its target answered: seconds of a run, folded by what the target said of
// itself meanwhile. Seconds between the last time that one version was told and the first time of the next are of
// neither. To the second, and as much later as the target took to say it; bounded. Knows no clock; owned by a RunSoFar,
// which guards it.

#include "core/snapshot.h"
#include "record/run_record.h"

#include <optional>
#include <vector>

namespace plimsoll {

class VersionFigures {
 public:
  // The requests of a second that began then, by what was told so far.
  void add(double from_s, const RequestStats& second);
  // What is known now. `next_from_s`: since when another version is told that is no segment yet.
  void tell(std::vector<TargetSegment> segments, std::optional<double> next_from_s);

  // With their figures; of the last one as if nothing were to follow.
  std::vector<TargetSegment> segments() const;

 private:
  struct Counted {
    std::uint64_t requests = 0, failures = 0;
    Histogram times{};

    void merge(const Counted& other);
    SegmentFigures figures() const;
  };
  void begin_segments(std::vector<TargetSegment>& segments);

  std::vector<TargetSegment> segments_;
  std::optional<double> next_from_s_;
  Counted current_;    // of the last segment
  Counted uncertain_;  // since its version was told last
  Counted candidate_;  // since the next one is
};

}  // namespace plimsoll
