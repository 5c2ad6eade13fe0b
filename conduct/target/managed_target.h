#pragma once

// A target that Plimsoll starts, waits for and stops, as the scenario says. Made by the conductor before any thread
// exists; its destruction stops the target. One thread.

#include "conduct/target/supervisor.h"
#include "conduct/target/target_log.h"
#include "conduct/watching/watching.h"
#include "core/error.h"
#include "engine/results/redaction.h"
#include "scenarios/target.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class ManagedTargetProcess {
 public:
  // `default_log` is used where the scenario names no log file.
  static Result<ManagedTargetProcess> start(const ManagedTarget& plan, const std::filesystem::path& default_log);

  // Polls until it answers as expected. Error: it died (with its last log lines), it was not ready in time, or
  // interrupted.
  Result<> wait_ready(const Target& target, const std::function<bool()>& interrupted);

  std::optional<std::string> death() { return supervisor_.death(); }
  std::vector<int> pids() const { return supervisor_.pids(); }
  StartedTarget started() const { return {supervisor_.pid(), supervisor_.command_pid(), supervisor_.pids()}; }
  const std::filesystem::path& log_file() const noexcept { return log_file_; }

  // What it wrote since it was started.
  std::unique_ptr<TargetLog> log(const Redaction& redaction) const;

  void stop() { supervisor_.stop(); }

  // `inspect: true`: it stays, and we end. `kill` of started().above_pid stops it.
  bool is_to_be_left_up() const noexcept { return plan_.inspect; }
  void leave_up() { supervisor_.leave_up(); }

 private:
  ManagedTargetProcess(ManagedTarget plan, Supervisor supervisor, std::filesystem::path log, std::uintmax_t log_start);

  ManagedTarget plan_;
  Supervisor supervisor_;
  std::filesystem::path log_file_;
  std::uintmax_t log_start_;  // what was in the file before
};

}  // namespace plimsoll
