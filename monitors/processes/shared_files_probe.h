#pragma once

// Reads what the files of shared memory take that came since the watch began and stay, and what those grew by that were
// there before: segments that nobody unlinks are there when no process maps them any more, and no process has them in
// its figures. Those that a watched process has mapped or opened are the target's, from then on, and judged; others are
// shown. As root the kernel tells who opens what; otherwise it is looked at who holds a file, and one that the target
// holds for moments only stays another's. What is passed on and unlinked within seconds does not count. Looks at the
// processes that the probe before it found. Owned by a sampler; its thread.

#include "monitors/files/disk_usage_walk.h"
#include "monitors/probe.h"
#include "monitors/processes/shared_file_opens.h"
#include "monitors/reading_period.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace plimsoll {

class SharedFilesProbe : public Probe {
 public:
  static constexpr std::size_t kMaxFiles = 200'000;  // those beyond are not counted

  // `proc`: where the processes are, /proc but in tests. So many entries at each reading.
  explicit SharedFilesProbe(std::string proc = "/proc", std::size_t entries_at_once = 1000)
      : proc_(std::move(proc)),
        entries_at_once_(entries_at_once),
        period_(std::chrono::seconds(1), std::chrono::seconds(10)) {}

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return "files of shared memory"; }

 private:
  struct File {
    std::optional<Instant> since;   // nothing: from the beginning on
    std::uint64_t first_bytes = 0;  // that such a one had then
    std::uint64_t bytes = 0;
    bool of_target = false;
    int looks = 0;  // at who holds it
  };
  using Seen = std::unordered_map<ino_t, File>;

  bool begin(const std::vector<ProcessSample>& processes);
  void take_opens(const std::vector<ProcessSample>& processes);
  void look_at(const struct stat& info);
  std::uint64_t counted(const File& file) const;
  bool any_of_nobody();
  void mark_held(const std::vector<ProcessSample>& processes);

  std::string proc_;
  std::size_t entries_at_once_;
  ReadingPeriod period_;
  std::optional<DiskUsageWalk> walk_;  // under way
  std::optional<SharedFileOpens> opens_;
  std::unordered_set<int> pids_;      // of the target, now or once
  std::unordered_set<ino_t> opened_;  // by it; of files that are not in seen_ yet
  dev_t device_ = 0;
  Instant now_{};
  Seen seen_, found_;  // by the last whole walk; by the one under way
  bool walked_ = false, asked_for_opens_ = false;
  bool reported_ = false, others_reported_ = false;
};

}  // namespace plimsoll
