#include "cli/inspection.h"

#include "core/say.h"
#include "core/text.h"
#include "scenarios/scenario.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

// A request that a person can send by hand; secret values are left for them to fill in.
std::string curl_command(const Scenario& scenario) {
  const auto& request = scenario.tasks.front().steps.front();
  auto command = fmt::format("curl -X {}", to_string(request.method));
  if (!request.bodies.content_type.empty())
    command += " -H " + shell_quoted("Content-Type: " + request.bodies.content_type);
  if (!request.bodies.payloads.empty()) {
    const auto& body = *request.bodies.payloads.front();
    constexpr std::size_t kLongest = 2000;
    if (body.size() <= kLongest && body.find('\0') == std::string::npos)
      command += " --data-raw " + shell_quoted(body);
    else
      command += " --data-binary @" + request.bodies.labels.front();
  }
  auto url = scenario.target.url;
  if (!url.socket_path.empty()) command += " --unix-socket " + shell_quoted(std::exchange(url.socket_path, ""));
  return command + " " + shell_quoted(url.text() + request.path);
}

}  // namespace

void inspect(Conductor& conductor, const Interrupts& interrupts) {
  auto* target = conductor.managed_target();
  if (target == nullptr) {
    say(stderr, "plimsoll: --inspect: nothing to leave running: the scenario starts no target\n");
    return;
  }
  if (target->pids().empty()) {
    say(stderr, "plimsoll: --inspect: the target has ended already\n");
    return;
  }
  const int signals_before = interrupts.count();  // before anybody is told to send one
  say("\nThe target is still running.\n  pids  {}\n  log   {}\n  try   {}\n", fmt::join(target->pids(), " "),
      target->log_file().string(), curl_command(conductor.scenario()));
  const bool has_keys = isatty(STDIN_FILENO) == 1;
  say("{} to stop it.\n", has_keys ? "Press Enter, or Ctrl-C," : "Send SIGINT or SIGTERM");
  std::fflush(stdout);
  pollfd key{has_keys ? STDIN_FILENO : -1, POLLIN, 0};
  while (interrupts.count() == signals_before && target->death() == std::nullopt && poll(&key, 1, 100) == 0) {
  }
}

void leave_for_inspection(ManagedTargetProcess* target, const Scenario& scenario, const Interrupts& interrupts) {
  if (target == nullptr || !target->is_to_be_left_up() || interrupts.count() > 0) return;
  const auto pids = target->pids();
  if (pids.empty()) return;
  const auto started = target->started();
  say("\nThe target is left up.\n  at    {}\n  pids  {}\n  log   {}\n  try   {}\n  stop  kill {}\n",
      scenario.target.url.text(), fmt::join(pids, " "), target->log_file().string(), curl_command(scenario),
      started.above_pid);
  std::fflush(stdout);
  target->leave_up();
}

}  // namespace plimsoll
