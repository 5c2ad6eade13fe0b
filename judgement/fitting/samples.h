#pragma once

// A trace made fit to judge: cleaned, in order of time, thinned to a bounded number. Plain values, each owned by one
// judgement; any thread.

#include "judgement/traces/trace.h"

#include <cstddef>
#include <string>
#include <vector>

namespace plimsoll {

inline constexpr std::size_t kMaxSamples = 4096;

// Columns of equal length, rows in order of time; a column that was not recorded is empty.
struct Samples {
  std::vector<double> t_s, memory_bytes;
  std::vector<double> requests;  // counted up from 0, resets taken out
  std::vector<double> aborted;   // likewise; empty where none was
  std::vector<double> users;
  std::vector<double> processes;
  std::vector<double> lives;
  std::vector<std::size_t> life;           // which life of the process, from 0
  std::vector<std::string> request_types;  // names of the columns below
  std::vector<std::vector<double>> requests_by_type;

  std::size_t size() const { return t_s.size(); }
  double duration_s() const { return t_s.empty() ? 0 : t_s.back() - t_s.front(); }
};

// Drops what cannot be a sample, sorts by time, counts the counters up over resets.
Samples clean(const Trace& trace);

// The rows at these places, in their order.
Samples select(const Samples& samples, const std::vector<std::size_t>& rows);

// Row numbers of each life, in order of time.
std::vector<std::vector<std::size_t>> rows_by_life(const Samples& samples);

// At most about kMaxSamples, keeping the extremes of memory. Lives one after the other are thinned as one series;
// side_by_side, each life alone, so that none of them disappears.
enum class Lives { in_turn, side_by_side };
Samples thin(Samples samples, Lives lives);

}  // namespace plimsoll
