#include "conduct/smoke.h"

#include "conduct/target/managed_target.h"
#include "core/units.h"
#include "engine/engine.h"

#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>
#include <utility>

namespace plimsoll {
namespace {

// One user, one task with every step of the plan, as many requests as there are steps: each is sent exactly once.
Scenario each_once(Scenario scenario) {
  Task all;
  all.name = "smoke";
  for (auto& task : scenario.tasks)
    for (auto& step : task.steps) all.steps.push_back(std::move(step));
  ClosedLoad one;
  one.users = 1;
  scenario.load.parts = {{"", one, {}}};
  scenario.load.requests = all.steps.size();
  scenario.load.duration = std::chrono::hours(1);
  scenario.load.warmup = Nanos(0);
  scenario.tasks = {std::move(all)};
  return scenario;
}

std::string failure_of(const LoadResults& results, const std::string& request) {
  for (const auto& failure : results.failures)
    if (failure.request == request) return fmt::format("{}: {}", failure.kind, failure.message);
  return "";
}

std::string note_of(const LoadResults& results, const std::string& request) {
  for (const auto& odd : results.odd_answers) {
    if (odd.request != request) continue;
    if (!odd.location.empty())
      return fmt::format("status {}, which leads to {}: redirects are not followed", odd.status, odd.location);
    if (!odd.coding.empty()) return fmt::format("Content-Encoding: {} is a character set and no coding", odd.coding);
    if (odd.cache && odd.cache->cached > 0) return fmt::format("came from a cache: {}", odd.cache->sign);
  }
  return "";
}

Result<std::vector<SmokeResult>> send_each(const Scenario& scenario) {
  auto engine = Engine::make(scenario, {});
  if (engine.has_error()) return engine.error();
  (*engine)->start();
  const auto results = (*engine)->finish();
  if (!results.ever_connected)
    return Error{ErrorKind::unavailable, fmt::format("nothing ever connected: {}", results.first_connect_failure)};
  std::vector<SmokeResult> answers;
  const auto names = scenario.request_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& stats = results.totals.by_request[i];
    answers.push_back({names[i], to_milliseconds(stats.response_time.maximum()), failure_of(results, names[i]),
                       note_of(results, names[i])});
  }
  return answers;
}

}  // namespace

Result<std::vector<SmokeResult>> smoke(const Scenario& scenario) {
  if (!scenario.target.managed) return send_each(each_once(scenario));
  const auto log = std::filesystem::temp_directory_path() / fmt::format("plimsoll-smoke-{}.log", getpid());
  auto target = ManagedTargetProcess::start(*scenario.target.managed, log);
  if (target.has_error()) return target.error();
  const auto ready = target->wait_ready(scenario.target, [] { return false; });
  auto answers = ready.has_value() ? send_each(each_once(scenario)) : Result<std::vector<SmokeResult>>(ready.error());
  if (answers.has_error())
    for (const auto& line : target->log(scenario)->last_lines()) fmt::print(stderr, "  {}\n", line);
  target->stop();
  std::error_code ignored;
  std::filesystem::remove(log, ignored);
  return answers;
}

}  // namespace plimsoll
