#pragma once

// Reads what the files of shared memory take that came since the watch began, belong to the users of the watched
// processes and stay, and what those grew by that were there before: segments that nobody unlinks are there when no
// process maps them any more, and no process has them in its figures. Others of the same user cannot be told from them;
// what is passed on and unlinked within seconds does not count. Looks at the processes that the probe before it found.
// Owned by a sampler; its thread.

#include "monitors/files/disk_usage_walk.h"
#include "monitors/probe.h"
#include "monitors/reading_period.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
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
  };
  using Seen = std::unordered_map<ino_t, File>;

  bool begin(const std::vector<ProcessSample>& processes);
  // Adds up what it grew by, if it was there before the watch began.
  bool has_stayed(const struct stat& info);

  std::string proc_;
  std::size_t entries_at_once_;
  ReadingPeriod period_;
  std::optional<DiskUsageWalk> walk_;  // under way
  std::set<uid_t> owners_;
  Instant now_{};
  Seen seen_, found_;              // by the last whole walk; by the one under way
  std::uint64_t grown_bytes_ = 0;  // by the walk under way
  bool walked_ = false;
  bool reported_ = false;
};

}  // namespace plimsoll
