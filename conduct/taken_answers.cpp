#include "conduct/taken_answers.h"

#include "conduct/target_up.h"
#include "engine/once_run.h"
#include "engine/queries/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

// What was expected until now is what is to be recorded anew.
void check_status_alone(RequestTemplate& step) {
  std::erase_if(step.checks, [](const Check& check) { return !std::holds_alternative<StatusCheck>(check); });
  step.checks.emplace_back(BodyIsJsonCheck{});
}

class AnswerTaker {
 public:
  AnswerTaker(const Scenario& scenario, const Redaction& redaction, const Interrupts& interrupts)
      : scenario_(scenario), redaction_(redaction), interrupts_(interrupts), names_(scenario.request_names()) {}

  Result<> take(const AnswerTaking& taking) {
    if (scenario_.before_all)
      if (auto done = run(with_task_alone(scenario_, *scenario_.before_all), 1, {}); done.has_error()) return done;
    for (const auto& task : scenario_.tasks) {
      if (interrupts_.count() > 0) break;
      if (auto done = take_task(task, taking); done.has_error()) return done;
    }
    if (scenario_.after_all)
      if (auto done = run(with_task_alone(scenario_, *scenario_.after_all), 1, {}); done.has_error()) return done;
    return {};
  }

  std::vector<TakenAnswers> answers() {
    std::vector<TakenAnswers> list;
    for (const auto& name : order_) list.push_back(std::move(taken_[name]));
    return list;
  }

 private:
  Result<> take_task(const Task& task, const AnswerTaking& taking) {
    auto one = scenario_;
    one.tasks = {task};
    for (auto& step : one.tasks.front().steps) {
      check_status_alone(step);
      auto& taken = taken_[step.name];
      if (std::find(order_.begin(), order_.end(), step.name) == order_.end()) order_.push_back(step.name);
      taken.request = step.name;
      if (step.hides_answer) taken.trouble = "a secret comes with its answers: they are not written";
      if (step.stream) taken.trouble = "its answers come as a stream: they have no body to compare";
    }
    for (std::size_t ask = 0; ask < taking.asks; ++ask) {
      for (auto& step : one.tasks.front().steps) taken_[step.name].bodies.emplace_back();
      const auto names = one.request_names();
      const auto keep = [&](const Request& request, const Response& response) {
        auto& taken = taken_[names.at(request.name_index)];
        const auto body = json_body_of(response);
        if (redaction_.text(body.text()) != body.text())
          taken.trouble = "an answer holds a secret of the scenario: it is not written";
        else if (!taken.bodies.empty())
          taken.bodies.back().emplace_back(body.text());
      };
      if (auto done = run(one, taking.rows, keep); done.has_error()) return done;
    }
    return {};
  }

  Result<> run(const Scenario& scenario, std::size_t times,
               std::function<void(const Request&, const Response&)> on_answer) {
    OnceInputs inputs;
    inputs.seed = scenario.seed.value_or(0);
    inputs.is_stopped = [&] { return interrupts_.count() > 0; };
    inputs.captured = captured_;
    inputs.redaction = redaction_;
    inputs.times = times;
    inputs.on_answer = std::move(on_answer);
    auto sent = run_once(scenario, inputs);
    if (sent.has_error()) return sent.error();
    if (!sent->ever_connected && interrupts_.count() == 0)
      return Error{ErrorKind::unavailable, fmt::format("nothing ever connected: {}", sent->failure())};
    captured_ = std::move(sent->captured);
    for (const auto& answer : sent->answers)
      if (!answer.failure.empty() && taken_.contains(answer.request) && taken_[answer.request].trouble.empty())
        taken_[answer.request].trouble = answer.failure;
    return {};
  }

  const Scenario& scenario_;
  const Redaction& redaction_;
  const Interrupts& interrupts_;
  const std::vector<std::string> names_;
  std::vector<CapturedValue> captured_;
  std::map<std::string, TakenAnswers> taken_;
  std::vector<std::string> order_;
};

// Each row must be there as often as it was asked for.
void finish(TakenAnswers& taken) {
  if (taken.bodies.empty() || taken.bodies.front().empty()) {
    if (taken.trouble.empty()) taken.trouble = "no answer came";
    return;
  }
  for (const auto& rows : taken.bodies)
    if (taken.trouble.empty() && rows.size() != taken.bodies.front().size())
      taken.trouble = "it was not sent as often each time";
}

}  // namespace

Result<std::vector<TakenAnswers>> take_answers(const Scenario& scenario, const AnswerTaking& taking,
                                               Interrupts& interrupts) {
  std::vector<TakenAnswers> answers;
  const auto ask = [&](const Scenario& ready, const Redaction& redaction) -> Result<> {
    AnswerTaker taker(ready, redaction, interrupts);
    if (auto done = taker.take(taking); done.has_error()) return done;
    answers = taker.answers();
    return {};
  };
  if (auto done = with_target_up(scenario, interrupts, ask); done.has_error()) return done.error();
  for (auto& taken : answers) finish(taken);
  return answers;
}

}  // namespace plimsoll
