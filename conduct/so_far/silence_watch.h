#pragma once

// Finds the stretches in which somebody waited and nobody got an answer, nor an event of one that comes as a stream,
// from the seconds of a run. Bounded: the longest are kept. Owned by a RunSoFar, which guards it.

#include "engine/running_load.h"
#include "reports/verdict/measurement_facts.h"

#include <cstddef>
#include <vector>

namespace plimsoll {

class SilenceWatch {
 public:
  static constexpr std::size_t kMost = 256;

  // `total`: of all its requests.
  void add(const Interval& second, const RequestStats& total);
  // That have ended, and one that goes on.
  std::vector<Silence> silences() const;

 private:
  void keep(Silence silence);

  std::vector<Silence> kept_;
  Silence current_;  // of whole seconds
  bool somebody_waits_ = false;
};

}  // namespace plimsoll
