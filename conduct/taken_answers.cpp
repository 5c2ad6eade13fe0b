#include "conduct/taken_answers.h"

#include "conduct/target_up.h"
#include "engine/once_run.h"
#include "engine/queries/answer.h"
#include "scenarios/feeders/row_block.h"
#include "scenarios/quality/line_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::size_t kMostBytes = 512UL << 20;  // of all answers
constexpr std::size_t kUnclearRows = 10;         // enough to see whether they differ

// What was expected until now is what is to be recorded anew.
void check_status_alone(RequestTemplate& step) {
  std::erase_if(step.checks, [](const Check& check) { return !std::holds_alternative<StatusCheck>(check); });
  step.checks.emplace_back(BodyIsJsonCheck{});
  step.by_row.reset();
}

LineNumbers numbers_of(const RequestTemplate& step) {
  static const VaryingParts kNone;
  return line_numbers_of(step, step.varying ? *step.varying : kNone);
}

struct Taking {
  TakenAnswers taken;
  // By row, then by ask: a request may be sent several times for a row.
  std::map<std::uint64_t, std::vector<std::vector<std::string>>> answers{};
};

class AnswerTaker {
 public:
  AnswerTaker(const Scenario& scenario, const Redaction& redaction, const Interrupts& interrupts)
      : scenario_(scenario), redaction_(redaction), interrupts_(interrupts) {}

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
    for (const auto& name : order_) list.push_back(finished(taken_[name]));
    return list;
  }

 private:
  // Each row once, in order.
  Scenario in_order(const Task& task) const {
    auto one = scenario_;
    one.tasks = {task};
    for (auto& feeder : one.feeders) feeder.order = Feeder::Order::once;
    for (auto& step : one.tasks.front().steps) {
      check_status_alone(step);
      step.bodies.order = BodySet::Order::sequential;
    }
    return one;
  }

  // As often as it takes for all rows and bodies; nothing: nobody knows how many rows there are.
  static std::optional<std::size_t> rows_of(const Scenario& one, const RequestTemplate& step) {
    const auto numbers = numbers_of(step);
    if (numbers.by == LineNumbers::By::bodies) return std::max<std::size_t>(1, step.bodies.payloads.size());
    if (!are_clear(one, numbers)) return kUnclearRows;
    const auto& feeder = one.feeders[numbers.feeder];
    return feeder.rows ? std::optional(feeder.rows->rows()) : std::nullopt;
  }

  // Rows that are made are never the same again.
  static bool are_clear(const Scenario& one, const LineNumbers& numbers) {
    if (numbers.by == LineNumbers::By::rows) return !one.feeders[numbers.feeder].makes_prompts();
    return numbers.by == LineNumbers::By::bodies;
  }

  Result<> take_task(const Task& task, const AnswerTaking& taking) {
    const auto one = in_order(task);
    const auto& steps = one.tasks.front().steps;
    std::size_t times = 1;
    for (const auto& step : steps) {
      auto& taken = taken_[step.name].taken;
      if (std::find(order_.begin(), order_.end(), step.name) == order_.end()) order_.push_back(step.name);
      taken.request = step.name;
      taken.row_count = rows_of(one, step);
      taken.are_rows_clear = are_clear(one, numbers_of(step));
      if (step.hides_answer) taken.trouble = "a secret comes with its answers: they are not written";
      if (step.stream) taken.trouble = "its answers come as a stream: they have no body to compare";
      times = std::max(times, std::min(taking.rows, taken.row_count.value_or(taking.rows)));
    }
    const auto is_in_trouble = [this](const RequestTemplate& step) { return !taken_[step.name].taken.trouble.empty(); };
    for (std::size_t ask = 0; ask < taking.asks; ++ask) {
      if (std::all_of(steps.begin(), steps.end(), is_in_trouble)) return {};
      if (auto done = ask_once(one, times, ask); done.has_error()) return done;
    }
    for (const auto& step : steps) {
      auto& taking_of_step = taken_[step.name];
      auto& taken = taking_of_step.taken;
      taken.are_all_rows = taken.row_count ? *taken.row_count <= times : taking_of_step.answers.size() < times;
    }
    return {};
  }

  Result<> ask_once(const Scenario& one, std::size_t times, std::size_t ask) {
    const auto names = one.request_names();
    const auto keep = [&](const OnceAnswer& answer) {
      const auto& name = names.at(answer.request.name_index);
      auto& taking = taken_[name];
      const auto body = json_body_of(answer.response);
      if (redaction_.text(body.text()) != body.text()) {
        taking.taken.trouble = "an answer holds a secret of the scenario: it is not written";
        return;
      }
      bytes_ += body.text().size();
      if (bytes_ > kMostBytes) taking.taken.trouble = "the answers take more than 512 MiB: ask with fewer --rows";
      if (!taking.taken.trouble.empty()) return;
      auto& asks = taking.answers[row_of(one, name, answer)];
      asks.resize(std::max(asks.size(), ask + 1));
      asks[ask].emplace_back(body.text());
    };
    return run(one, times, keep);
  }

  static std::uint64_t row_of(const Scenario& one, const std::string& name, const OnceAnswer& answer) {
    for (const auto& step : one.tasks.front().steps) {
      if (step.name != name) continue;
      const auto numbers = numbers_of(step);
      if (numbers.by == LineNumbers::By::rows && numbers.feeder < answer.rows.size() &&
          answer.rows[numbers.feeder].block)
        return answer.rows[numbers.feeder].number();
      if (numbers.by == LineNumbers::By::unclear) return answer.time - 1;
    }
    return answer.request.body_number;
  }

  Result<> run(const Scenario& scenario, std::size_t times, std::function<void(const OnceAnswer&)> on_answer) {
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
    for (const auto& answer : sent->answers) {
      const auto taking = taken_.find(answer.request);
      if (!answer.failure.empty() && taking != taken_.end() && taking->second.taken.trouble.empty())
        taking->second.taken.trouble = answer.failure;
    }
    return {};
  }

  // Each row must be there as often as it was asked for.
  static TakenAnswers finished(Taking& taking) {
    auto& taken = taking.taken;
    std::uint64_t next = 0;
    std::size_t asks = 0;
    for (const auto& [row, answers] : taking.answers) asks = std::max(asks, answers.size());
    for (auto& [row, answers] : taking.answers) {
      if (row != next++ && taken.trouble.empty()) taken.trouble = "it was not sent for every row";
      auto& all = taken.rows.emplace_back();
      for (auto& of_ask : answers) {
        const bool is_complete = answers.size() == asks && of_ask.size() == answers.front().size();
        if (!is_complete && taken.trouble.empty()) taken.trouble = "it was not sent as often each time";
        for (auto& body : of_ask) all.push_back(std::move(body));
      }
    }
    if (taken.rows.empty() && taken.trouble.empty()) taken.trouble = "no answer came";
    return std::move(taken);
  }

  const Scenario& scenario_;
  const Redaction& redaction_;
  const Interrupts& interrupts_;
  std::vector<CapturedValue> captured_;
  std::map<std::string, Taking> taken_;
  std::vector<std::string> order_;
  std::size_t bytes_ = 0;
};

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
  return answers;
}

}  // namespace plimsoll
