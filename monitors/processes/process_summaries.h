#pragma once

// What each process of a watched thing came to: of every figure that was read of it the first, the last and the
// greatest value. Bounded: of more lives than kMost the later ones are only counted. Owned by a sample folder; knows no
// clock and no thread.

#include "monitors/process_sample.h"
#include "record/monitor_record.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace plimsoll {

class ProcessSummaries {
 public:
  static constexpr std::size_t kMost = 256;

  void add(double t_s, const std::vector<ProcessSample>& processes);

  // In order of appearance.
  const std::vector<ProcessRecord>& all() const noexcept { return summaries_; }

 private:
  std::vector<ProcessRecord> summaries_;
  std::map<std::uint64_t, std::size_t> places_;  // by life
};

}  // namespace plimsoll
