#include "conduct/smoke.h"

#include "conduct/target_up.h"
#include "core/units.h"
#include "engine/engine.h"
#include "engine/once_run.h"
#include "record/failure_words.h"

#include <fmt/format.h>

#include <algorithm>
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
    if (failure.request == request) {
      const auto found = failure.examples.empty() ? std::string() : found_in(failure.examples.front());
      return fmt::format("{}: {}", failure.kind, with_found(failure.message, found));
    }
  return "";
}

std::string note_of(const LoadResults& results, const std::string& request) {
  for (const auto& odd : results.odd_answers) {
    if (odd.request != request) continue;
    if (!odd.location.empty())
      return fmt::format("status {}, which leads to {}: it is not followed without `redirects: 5`", odd.status,
                         odd.location);
    if (!odd.coding.empty()) return fmt::format("Content-Encoding: {} is a character set and no coding", odd.coding);
    if (odd.cache && odd.cache->cached > 0) return fmt::format("came from a cache: {}", odd.cache->sign);
  }
  return "";
}

Result<std::vector<SmokeResult>> send_each(const Scenario& scenario, const Redaction& redaction,
                                           Interrupts& interrupts) {
  EngineOptions options;
  options.redaction = redaction;
  options.is_stopped = [&] { return interrupts.count() > 0; };
  auto engine = Engine::make(scenario, options);
  if (engine.has_error()) return engine.error();
  const Interrupts::Subscription subscription(interrupts, [&](int) { (*engine)->stop_now(); });
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

// Whether one request needs what came of another.
bool needs_order(const Scenario& scenario) {
  const auto is_more = [](const Task& task) {
    return std::any_of(task.steps.begin(), task.steps.end(), [](const auto& step) { return step.flow != nullptr; });
  };
  return scenario.login || scenario.before_all || scenario.after_all ||
         std::any_of(scenario.tasks.begin(), scenario.tasks.end(), is_more);
}

// Each task as one user does it, and what stands before and after all of them. Of what is sent again and again, the
// last answer.
class InOrder {
 public:
  InOrder(const Scenario& scenario, const Redaction& redaction, const Interrupts& interrupts)
      : scenario_(scenario), redaction_(redaction), interrupts_(interrupts) {}

  Result<std::vector<SmokeResult>> send_all() {
    if (scenario_.before_all) {
      const auto sent = send(with_task_alone(scenario_, *scenario_.before_all));
      if (sent.has_error()) return sent.error();
      if (!*sent) return std::move(answers_);
    }
    for (const auto& task : scenario_.tasks) {
      if (interrupts_.count() > 0) break;
      auto one = scenario_;
      one.tasks = {task};
      const auto sent = send(one);
      if (sent.has_error()) return sent.error();
    }
    if (scenario_.after_all) {
      const auto sent = send(with_task_alone(scenario_, *scenario_.after_all), 1);
      if (sent.has_error()) return sent.error();
    }
    return std::move(answers_);
  }
  const std::vector<CapturedValue>& captured() const { return captured_; }

 private:
  // False: something of it failed, or there were more interrupts than that.
  Result<bool> send(const Scenario& scenario, int most_interrupts = 0) {
    OnceInputs inputs;
    inputs.is_stopped = [&] { return interrupts_.count() > most_interrupts; };
    inputs.captured = captured_;
    inputs.redaction = redaction_;
    auto sent = run_once(scenario, inputs);
    if (inputs.is_stopped()) return false;
    if (sent.has_error()) return sent.error();
    if (!sent->ever_connected)
      return Error{ErrorKind::unavailable, fmt::format("nothing ever connected: {}", sent->failure())};
    captured_ = std::move(sent->captured);
    for (auto& answer : sent->answers) {
      const bool is_again =
          !answers_.empty() && answers_.back().request == answer.request && answers_.back().failure.empty();
      if (is_again) answers_.pop_back();
      answers_.push_back({std::move(answer.request), answer.time_ms, std::move(answer.failure), ""});
    }
    return sent->failure().empty();
  }

  const Scenario& scenario_;
  const Redaction& redaction_;
  const Interrupts& interrupts_;
  std::vector<CapturedValue> captured_;
  std::vector<SmokeResult> answers_;
};

// They come after the good ones, and in a trial of their own.
Scenario without_cases(Scenario scenario) {
  for (auto& task : scenario.tasks)
    for (auto& step : task.steps) step.cases = nullptr;
  return scenario;
}

bool has_any_cases(const Scenario& scenario) {
  return std::any_of(scenario.tasks.begin(), scenario.tasks.end(), [](const Task& task) {
    return std::any_of(task.steps.begin(), task.steps.end(), [](auto& step) { return step.cases != nullptr; });
  });
}

Result<std::vector<SmokeResult>> ask_all(const Scenario& whole, const Redaction& redaction, Interrupts& interrupts,
                                         std::vector<CapturedValue>& captured) {
  const auto scenario = without_cases(whole);
  if (!needs_order(scenario)) return send_each(each_once(scenario), redaction, interrupts);
  InOrder in_order(scenario, redaction, interrupts);
  auto answers = in_order.send_all();
  captured = in_order.captured();
  return answers;
}

Result<SmokeOutcome> smoke_all(const Scenario& scenario, const Redaction& redaction, Interrupts& interrupts) {
  SmokeOutcome outcome;
  std::vector<CapturedValue> captured;
  auto answers = ask_all(scenario, redaction, interrupts, captured);
  if (answers.has_error()) return answers.error();
  outcome.answers = std::move(*answers);
  if (!has_any_cases(scenario) || interrupts.count() > 0) return outcome;
  outcome.cases_left_out = std::any_of(outcome.answers.begin(), outcome.answers.end(),
                                       [](const SmokeResult& one) { return !one.failure.empty(); });
  if (outcome.cases_left_out) return outcome;
  auto memory = TargetMemory::of(scenario);
  outcome.memory_was_read = memory.bytes().has_value();
  CaseTrialInput input{scenario, redaction, captured, outcome.memory_was_read ? &memory : nullptr,
                       [&] { return interrupts.count() > 0; }};
  auto cases = try_cases(input);
  if (cases.has_error()) return cases.error();
  outcome.cases = std::move(*cases);
  return outcome;
}

}  // namespace

Result<SmokeOutcome> smoke(const Scenario& given, Interrupts& interrupts) {
  SmokeOutcome answers;
  const auto ask = [&](const Scenario& scenario, const Redaction& redaction) -> Result<> {
    auto asked = smoke_all(scenario, redaction, interrupts);
    if (asked.has_error()) return asked.error();
    answers = *std::move(asked);
    return {};
  };
  const auto done = with_target_up(given, interrupts, ask);
  if (done.has_error()) return done.error();
  return answers;
}

}  // namespace plimsoll
