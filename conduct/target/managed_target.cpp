#include "conduct/target/managed_target.h"

#include "core/clock.h"
#include "core/units.h"
#include "engine/asking/http_fetch.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>

namespace plimsoll {
namespace {

struct SignalName {
  std::string_view name;
  int number;
};
constexpr std::array kSignals = {SignalName{"TERM", SIGTERM}, SignalName{"INT", SIGINT},   SignalName{"QUIT", SIGQUIT},
                                 SignalName{"HUP", SIGHUP},   SignalName{"KILL", SIGKILL}, SignalName{"USR1", SIGUSR1},
                                 SignalName{"USR2", SIGUSR2}};

int signal_number(std::string_view name) {
  if (name.starts_with("SIG")) name.remove_prefix(3);
  const auto* found = std::find_if(kSignals.begin(), kSignals.end(), [&](const auto& s) { return s.name == name; });
  return found == kSignals.end() ? SIGTERM : found->number;  // the parser lets no other name through
}

bool is_ready(const Readiness& ready, int status) { return ready.status ? status == *ready.status : status < 500; }

}  // namespace

ManagedTargetProcess::ManagedTargetProcess(ManagedTarget plan, Supervisor supervisor, std::filesystem::path log,
                                           std::uintmax_t log_start)
    : plan_(std::move(plan)), supervisor_(std::move(supervisor)), log_file_(std::move(log)), log_start_(log_start) {}

Result<ManagedTargetProcess> ManagedTargetProcess::start(const ManagedTarget& plan,
                                                         const std::filesystem::path& default_log) {
  SupervisedCommand command;
  command.command = plan.start;
  command.directory = plan.directory;
  for (const auto& variable : plan.environment) command.environment.emplace_back(variable.name, variable.value);
  command.log_file = plan.log_file.empty() ? default_log : plan.log_file;
  command.stop_signal = signal_number(plan.stop.signal);
  command.stop_command = plan.stop.run;
  command.stop_within = plan.stop.within;

  std::error_code absent;
  const auto size = std::filesystem::file_size(command.log_file, absent);
  auto supervisor = Supervisor::start(command);
  if (supervisor.has_error()) return supervisor.error();
  return ManagedTargetProcess(plan, std::move(*supervisor), command.log_file, absent ? 0 : size);
}

Result<> ManagedTargetProcess::wait_ready(const Target& target, const std::function<bool()>& interrupted) {
  const auto& ready = plan_.ready;
  const auto deadline = monotonic_now() + ready.within;
  std::string last = "no answer";
  while (monotonic_now() < deadline) {
    if (interrupted()) return Error{ErrorKind::unavailable, "interrupted while waiting for the target"};
    if (const auto how = death()) {
      return Error{ErrorKind::unavailable, fmt::format("the target {} before it was ready", *how)};
    }
    const auto left = std::min<Nanos>(deadline - monotonic_now(), std::chrono::seconds(2));
    const auto answer = http_get(target, ready.path, std::max<Nanos>(left, std::chrono::milliseconds(100)));
    if (answer.has_value() && is_ready(ready, answer->status)) return {};
    last = answer.has_value() ? fmt::format("status {}", answer->status) : answer.error().message;
    poll(nullptr, 0, 100);
  }
  return Error{ErrorKind::unavailable, fmt::format("the target was not ready within {}: GET {}{} gave: {}",
                                                   format_duration(ready.within), target.url.text(), ready.path, last)};
}

std::unique_ptr<TargetLog> ManagedTargetProcess::log(const Redaction& redaction) const {
  return std::make_unique<TargetLog>(log_file_, log_start_, plan_.log_file.empty(), redaction);
}

}  // namespace plimsoll
