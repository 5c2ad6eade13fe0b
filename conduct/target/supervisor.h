#pragma once

// Keeps a started target on a leash: a process of its own between us and the command, the reaper of everything that the
// command starts, daemons too. When we stop it, or die in any way (kill -9 included: its socket ends), it stops them
// all. Made by the managed target before any thread exists; one thread of ours uses it.

#include "core/error.h"
#include "core/time.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct SupervisedCommand {
  std::string command;                                           // run by /bin/sh -c
  std::filesystem::path directory;                               // empty: ours
  std::vector<std::pair<std::string, std::string>> environment;  // over ours
  std::filesystem::path log_file;                                // its output, appended
  int stop_signal = 15;
  std::string stop_command;  // run instead of the signal, if not empty
  Nanos stop_within = std::chrono::seconds(10);
};

class Supervisor {
 public:
  // The command gets our limits, signal mask and dispositions as they are at this call, and none of our descriptors.
  static Result<Supervisor> start(const SupervisedCommand& command);

  Supervisor(Supervisor&& other) noexcept;
  Supervisor& operator=(Supervisor&& other) noexcept;
  ~Supervisor();  // stops

  int command_pid() const noexcept { return command_pid_; }
  // Of the process between us and the command, which all that it starts is below.
  int pid() const noexcept { return process_; }

  // Empty while the command or anything it started runs; else how it ended: "ended with status 1".
  // A command that ended with status 0 and has a stop command has handed over to someone else (docker compose up -d).
  std::optional<std::string> death();

  // Everything alive below the supervisor, ascending.
  std::vector<int> pids() const;

  // The stop signal (or command) to all, KILL to what is left after stop_within; returns when all are gone.
  void stop();

  // Lets go: what was started stays, and we end without it. Its supervisor stays as well, as the reaper of all that the
  // command starts; SIGTERM to it (pid()) stops them all as stop() would. Only for who tells a person so.
  void leave_up();

 private:
  Supervisor() = default;
  void read_messages();

  int process_ = -1;  // the supervisor itself
  int socket_ = -1;
  int command_pid_ = 0;
  bool hands_over_ = false;
  std::optional<int> command_status_;  // as waitpid gives it
  bool all_gone_ = false;
};

}  // namespace plimsoll
