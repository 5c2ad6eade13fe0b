#pragma once

// What /proc/PID/stat tells of a process. Pure; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

struct ProcessStat {
  int pid = 0;
  std::string command;  // as the kernel keeps it: 15 bytes
  char state = 'R';
  int parent_pid = 0;
  int session = 0;
  std::uint64_t threads = 0;
  std::uint64_t start_ticks = 0;   // since boot: with the pid it names one life
  double cpu_seconds = 0;          // user + system
  std::uint64_t minor_faults = 0;  // pages given without a read of the disk
  std::uint64_t major_faults = 0;
  int exit_status = 0;  // of one that ended, as waitpid gives it; 0 too where that may not be seen

  // A zombie holds no memory and only waits to be reaped.
  bool ended() const noexcept { return state == 'Z' || state == 'X' || state == 'x'; }
};

// Nothing where the text breaks off before its state.
std::optional<ProcessStat> parse_process_stat(int pid, std::string_view text);

}  // namespace plimsoll
