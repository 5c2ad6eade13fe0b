#pragma once

// A command of the user's, run by /bin/sh -c in a process group of its own, which is killed when its time is over. It
// has none of our descriptors and the usual signals. Blocks the calling thread; any thread.

#include "core/error.h"
#include "core/time.h"

#include <functional>
#include <string>
#include <vector>

namespace plimsoll {

struct ShellCommand {
  std::string command;
  std::vector<std::string> environment{};  // "NAME=value", all that it has; empty: ours
  std::string input{};                     // what it reads, at most what a pipe holds: 64 KiB
  Nanos patience = std::chrono::seconds(10);
  bool keeps_output = false;                    // false: what it prints goes to our standard error
  std::function<bool()> is_unwanted = nullptr;  // looked at ten times a second; true: it is killed at once
};

struct ShellOutcome {
  enum class End { exited, killed, late, unwanted };

  End end = End::exited;
  int number = 0;        // what it exited with, or of the signal
  std::string output{};  // the first 64 KiB, where it is kept
  std::string errors{};  // the last 4 KiB, where it is kept
  Nanos patience{0};     // that it had

  bool is_success() const noexcept { return end == End::exited && number == 0; }
  std::string words() const;  // "exited 3", "was killed by signal 9", "did not end within 10 s"
};

// Error: it cannot be started.
Result<ShellOutcome> run_shell_command(const ShellCommand& command);

}  // namespace plimsoll
