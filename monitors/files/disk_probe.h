#pragma once

// Reads what the files below a path take: logs, caches and uploads that nobody removes. So many entries at each
// reading: a tree that has more is added up over several. Owned by a sampler; its thread.

#include "monitors/files/disk_usage_walk.h"
#include "monitors/probe.h"
#include "monitors/reading_period.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class DiskProbe : public Probe {
 public:
  explicit DiskProbe(std::string path, std::size_t entries_at_once = 1000)
      : path_(std::move(path)), entries_at_once_(entries_at_once), period_(std::chrono::seconds(1)) {}

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return path_; }

 private:
  void report_once(bool& reported, ProcessEvent::Kind kind, std::string message);

  std::string path_;
  std::size_t entries_at_once_;
  ReadingPeriod period_;
  std::optional<DiskUsageWalk> walk_;  // under way
  bool missing_ = false;
  bool reported_rights_ = false, reported_large_ = false, reported_cut_short_ = false;
  std::vector<ProcessEvent> events_;
};

}  // namespace plimsoll
