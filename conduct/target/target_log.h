#pragma once

// What a managed target writes: its last lines as people are shown them, without control characters and secrets. A log
// of ours is bounded: where it is long, what is in it moves into a file beside it. Owned by the conductor; its thread,
// the lines from any.

#include "engine/results/redaction.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plimsoll {

class TargetLog {
 public:
  static constexpr std::uintmax_t kLongestFile = 16 << 20;
  static constexpr int kOlderFiles = 2;  // target.log.1, target.log.2
  static constexpr std::size_t kLines = 100;

  // `begin`: what was in the file before the target began. `is_ours`: nobody else named the file.
  TargetLog(std::filesystem::path file, std::uintmax_t begin, bool is_ours, Redaction redaction);

  // At most kLines, the newest last.
  std::vector<std::string> last_lines() const;

  // Called now and then. What is written in the instant in which the file is emptied may be lost.
  void rotate_if_long(std::uintmax_t longest = kLongestFile);

 private:
  std::filesystem::path older(int number) const;

  const std::filesystem::path file_;
  std::atomic<std::uintmax_t> begin_;
  std::atomic<bool> rotated_{false};
  const bool is_ours_;
  const Redaction redaction_;
};

}  // namespace plimsoll
