#pragma once

// Folds the seconds of a run into a bounded timeline: when full, neighbours are joined two by two, their counts added
// and their percentiles taken from joined histograms (to 3 %). Less than half a second at the end joins the row before.
// Owned by the conductor; one thread.

#include "core/histogram.h"
#include "record/packed_row.h"
#include "record/run_record.h"
#include "record/steps/packed_times.h"

#include <cstddef>
#include <vector>

namespace plimsoll {

class Timeline {
 public:
  static constexpr std::size_t kCapacity = 3600;  // an hour of seconds

  explicit Timeline(std::size_t capacity = kCapacity);

  // `second` follows the one before without a gap; its percentiles are taken from `response_time`.
  void add(const TimelineRow& second, const Histogram& response_time);

  std::vector<TimelineRow> rows() const;

 private:
  struct Entry {
    PackedRow row;
    PackedTimes times;  // response times
  };

  static void join(Entry& entry, const TimelineRow& next, const PackedTimes& next_times);
  void halve();

  std::size_t capacity_;
  std::size_t seconds_per_row_ = 1;
  std::size_t seconds_in_last_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace plimsoll
