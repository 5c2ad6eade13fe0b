#pragma once

// Which series of a monitor the page draws, and where: its memory in one chart, what is judged or always asked for in a
// small figure each, everything else folded away. Pure functions; any thread.

#include "record/run_record.h"

#include <cstddef>
#include <string>
#include <vector>

namespace plimsoll {

struct MonitorFigures {
  std::vector<const TimeSeries*> memory;  // that of the headline first
  std::vector<const TimeSeries*> small;
  std::vector<const TimeSeries*> folded;
  std::size_t left_out = 0;  // of the small and the folded: a page has an end
};
MonitorFigures monitor_figures(const RunRecord& record, const MonitorRecord& monitor);

// The judgement of the memory of a monitor's processes, which its chart shows; of a thing without processes the first
// of its leaks. Null if none.
const LeakRecord* headline_leak(const RunRecord& record, const MonitorRecord& monitor);

// The judgement of one of its series as a whole. Null if none.
const LeakRecord* leak_of(const RunRecord& record, const MonitorRecord& monitor, const TimeSeries& series);

// The series that was judged, where none was, the best there is to look at. Null where nothing was read.
const TimeSeries* judged_series(const RunRecord& record, const MonitorRecord& monitor);

// At most `most` of its events, in order of time: comings and goings give way to what is rarer and graver.
std::vector<const MonitorEvent*> gravest_events(const MonitorRecord& monitor, std::size_t most);

// A value in the series' own unit: "118 MiB", "31", "0.8 cores".
std::string value_text(const TimeSeries& series, std::optional<double> value);

}  // namespace plimsoll
