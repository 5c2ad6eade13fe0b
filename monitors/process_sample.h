#pragma once

// One process at one instant, and what happened to the tree. Plain values; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

struct ProcessSample {
  int pid = 0;
  int parent_pid = 0;
  std::uint64_t life = 0;  // names this life of the pid: 1, 2, 3 in order of appearance
  bool is_root = false;
  std::string command;    // short name: "gunicorn"
  std::string program{};  // what it runs, without numbers: one of the same takes its place; may be empty
  std::string runtime{};  // "python", "jvm", "node", "go", "native", ...; empty: not known
  // Absent: not readable (no rights), or its period has not come (PSS, USS).
  std::optional<std::uint64_t> rss_bytes;
  std::optional<std::uint64_t> anon_bytes;  // RssAnon + VmSwap: what a leak is made of
  std::optional<std::uint64_t> swap_bytes;
  std::optional<std::uint64_t> pss_bytes;    // what is shared counted by its share; swapped pages included
  std::optional<std::uint64_t> uss_bytes;    // what nobody else maps
  std::optional<std::uint64_t> shmem_bytes;  // of the resident: shared memory and tmpfs files
  std::optional<std::uint64_t> threads, fds;
  std::optional<std::uint64_t> fds_limit;  // open files that it may have; absent: without end, or not looked at again
  std::optional<std::uint64_t>
      gpu_bytes;                  // on all devices; absent where a driver does not report it, or none was ever used
  std::uint64_t start_ticks = 0;  // since boot: with the pid it names the process; 0: not known
  std::string started_at;         // the same for people, of the clock; may be empty
  std::optional<std::uint64_t> minor_faults, major_faults;  // since its start
  std::optional<double> cpu_seconds;                        // user + system since its start
};

struct ProcessEvent {
  enum class Kind {
    started,
    exited,
    restarted,
    killed,
    gone,
    rights,
    backed_off,
    gpu,
    oom_kill,
    out_of_memory,
    unread,
    unwatched
  };
  Kind kind = Kind::started;
  int pid = 0;
  std::string message;
};

// As in run.json: "start", "exit", "restart", "killed", "gone", "rights", "backed_off", "gpu", "oom_kill", "oom",
// "unread", "unwatched".
std::string_view to_string(ProcessEvent::Kind kind);

}  // namespace plimsoll
