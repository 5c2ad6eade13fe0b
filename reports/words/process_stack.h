#pragma once

// The memory of each watched process over time, to draw them on top of each other: the largest by name, the rest as
// one. Pure functions; any thread.

#include "record/run_record.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ProcessBand {
  std::string name;                          // "4713", "4711 main", "4713 (2)" of a number that came again, "12 others"
  std::vector<std::optional<double>> bytes;  // one an instant; absent where it was not there
  std::size_t processes = 1;
};

struct ProcessStack {
  std::string series;  // what was read of each: "anon_bytes" or "rss_bytes"
  std::vector<double> t_s;
  std::vector<ProcessBand> bands;  // in order of appearance; the others last
};

// Without bands where fewer than two processes were read. At most `most_bands`, the others apart.
ProcessStack process_stack(const MonitorRecord& monitor, std::size_t most_bands = 8);

// The instants at which all of it together is least and greatest among neighbours, whole: at most `limit` and two.
ProcessStack thinned(const ProcessStack& stack, std::size_t limit);

}  // namespace plimsoll
