#include "store/seconds_of_run.h"

#include <algorithm>
#include <utility>

namespace plimsoll {

RunRecord record_of_second(const RunRecord& begun, Snapshot counted, const TimelineRow& row) {
  RunRecord second;
  second.id = begun.id;
  second.request_names = begun.request_names;
  second.stats = std::move(counted);
  second.timeline = {row};
  second.duration_s = row.t_s + row.length_s;
  return second;
}

void add_second(RunRecord& so_far, const RunRecord& second) {
  so_far.stats.merge(second.stats);
  so_far.timeline.insert(so_far.timeline.end(), second.timeline.begin(), second.timeline.end());
  so_far.duration_s = std::max(so_far.duration_s, second.duration_s);
}

}  // namespace plimsoll
