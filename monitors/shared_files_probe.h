#pragma once

// Reads what the files of shared memory take that belong to the users of the watched processes: segments that nobody
// unlinks stay there when no process maps them any more, and no process has them in its figures. Looks at the processes
// that the probe before it found. Owned by a sampler; its thread.

#include "monitors/disk_usage_walk.h"
#include "monitors/probe.h"
#include "monitors/reading_period.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace plimsoll {

class SharedFilesProbe : public Probe {
 public:
  // `proc`: where the processes are, /proc but in tests. So many entries at each reading.
  explicit SharedFilesProbe(std::string proc = "/proc", std::size_t entries_at_once = 1000)
      : proc_(std::move(proc)),
        entries_at_once_(entries_at_once),
        period_(std::chrono::seconds(1), std::chrono::seconds(10)) {}

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return "files of shared memory"; }

 private:
  bool begin(const std::vector<ProcessSample>& processes);

  std::string proc_;
  std::size_t entries_at_once_;
  ReadingPeriod period_;
  std::optional<DiskUsageWalk> walk_;  // under way
  std::optional<std::uint64_t> first_bytes_;
  bool changed_ = false;
};

}  // namespace plimsoll
