#pragma once

// What each process of a watched thing came to: of every figure that was read of it the first, the last and the
// greatest value. Bounded: of more lives than kMost the later ones are only counted. Owned by a sample folder; knows no
// clock and no thread.

#include "monitors/process_sample.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace plimsoll {

struct ProcessFigure {
  std::string name;  // as its series: "rss_bytes"; of what is counted since the start of the process "cpu_seconds"
  double first = 0, last = 0, max = 0;
};

struct ProcessSummary {
  int pid = 0;
  std::uint64_t life = 0;
  std::string command;
  bool is_root = false;
  std::string started_at;              // may be empty
  double from_s = 0, to_s = 0;         // first and last reading
  std::vector<ProcessFigure> figures;  // those that were read
};

class ProcessSummaries {
 public:
  static constexpr std::size_t kMost = 256;

  void add(double t_s, const std::vector<ProcessSample>& processes);

  // In order of appearance.
  const std::vector<ProcessSummary>& all() const noexcept { return summaries_; }

 private:
  std::vector<ProcessSummary> summaries_;
  std::map<std::uint64_t, std::size_t> places_;  // by life
};

}  // namespace plimsoll
