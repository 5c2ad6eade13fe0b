#pragma once

// Reads what the kernel reports of one process. Any file may vanish between two reads: every answer is a value or the
// reason why there is none, and what could not be read is never a zero. No state but the root; any thread.

#include "core/machine/process_stat.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

// Where /proc is: tests put a tree of their own there.
struct ProcRoot {
  std::filesystem::path path = "/proc";
};

enum class Unread {
  gone,           // the process ended
  not_permitted,  // it belongs to another user, or made itself unreadable
  unsupported,    // this kernel does not report it
  busy,           // we could not look: no descriptor or memory of our own is left
};

// What an errno of opening or reading tells.
Unread unread_because(int error);

template <class T>
struct Reading {
  std::optional<T> value;
  Unread why = Unread::gone;  // where there is no value

  Reading(Unread reason) : why(reason) {}
  Reading(T read) : value(std::move(read)) {}
  explicit operator bool() const noexcept { return value.has_value(); }
  const T& operator*() const noexcept { return *value; }
  const T* operator->() const noexcept { return &*value; }
};

// From /proc/PID/status. Without `rss_bytes` the process is a kernel thread or about to end.
struct MemoryStatus {
  std::optional<std::uint64_t> rss_bytes;
  std::optional<std::uint64_t> rss_anon_bytes;  // Linux 4.5 and later, as is the next
  std::optional<std::uint64_t> rss_shmem_bytes;
  std::optional<std::uint64_t> swap_bytes;
  int thread_group = 0;  // the pid that a thread belongs to
};

// Resident: of larger processes nothing is read that walks their page tables, for they cannot map or free memory
// meanwhile. 4 GiB took 45 to 120 ms.
inline constexpr std::uint64_t kMostWalkedBytes = std::uint64_t{4} << 30;

// From /proc/PID/smaps_rollup, which walks the page tables: 0.8 ms for 120 MB.
struct MemoryRollup {
  std::uint64_t pss_bytes = 0;
  std::uint64_t swap_pss_bytes = 0;
  std::uint64_t private_bytes = 0;
};

class ProcessReader {
 public:
  explicit ProcessReader(const ProcRoot& root = {});

  Reading<ProcessStat> stat(int pid) const;
  Reading<MemoryStatus> memory(int pid) const;
  Reading<MemoryRollup> rollup(int pid) const;
  Reading<std::uint64_t> open_fds(int pid) const;
  Reading<std::vector<int>> list_fds(int pid) const;
  // How many files it may have open, its soft limit; `unsupported` where that is without end.
  Reading<std::uint64_t> open_fds_limit(int pid) const;
  // What the threads of the process forked and has not ended; with one thread that is a single small file.
  Reading<std::vector<int>> children(int pid, std::uint64_t threads) const;
  // Arguments joined by blanks, at most 2 KiB; empty for a kernel thread.
  std::string command_line(int pid) const;
  // "2026-11-21T17:31:02Z"; empty where the kernel does not report it.
  std::string started_at(const ProcessStat& stat) const;
  std::vector<int> all_pids() const;
  // The number that the kernel gave last, to a process or a thread; nothing where it does not tell.
  std::optional<int> newest_pid() const;
  bool is_process(int pid) const;        // and not a thread of one
  std::vector<ProcessStat> all() const;  // zombies included; in ascending order of pids

  const std::string& root() const noexcept { return root_; }

 private:
  std::string path_of(int pid, const char* file) const;

  std::string root_;
  bool is_procfs_ = false;  // only there the size of a folder is the number of its entries
};

// "gunicorn 4711": the command without what a title-setting server appends ("gunicorn: master").
std::string name_of(const ProcessStat& stat);

// Reads at most `limit` bytes of a small file.
Reading<std::string> read_small_file(const std::string& path, std::size_t limit);

}  // namespace plimsoll
