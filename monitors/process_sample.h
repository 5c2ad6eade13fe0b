#pragma once

// One process at one instant, and what happened to the tree. Plain values; any thread.

#include <cstdint>
#include <optional>
#include <string>

namespace plimsoll {

struct ProcessSample {
  int pid = 0;
  int parent_pid = 0;
  std::uint64_t life = 0;  // names this life of the pid: 1, 2, 3 in order of appearance
  bool is_root = false;
  std::string command;     // short name: "gunicorn"
  // Absent: not readable (no rights), or its period has not come (PSS, USS).
  std::optional<std::uint64_t> rss_bytes, anon_bytes, swap_bytes, pss_bytes, uss_bytes, threads, fds;
  std::optional<double> cpu_seconds;  // user + system since its start
};

struct ProcessEvent {
  enum class Kind { started, exited, restarted, gone, rights, backed_off };
  Kind kind = Kind::started;
  int pid = 0;
  std::string message;
};

}  // namespace plimsoll
