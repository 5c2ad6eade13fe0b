#include "engine/once_run.h"

#include "core/clock.h"
#include "core/task_group.h"
#include "engine/auth/auth_sources.h"
#include "engine/load/request_budget.h"
#include "engine/load/task_run.h"
#include "engine/make_transport.h"
#include "record/failure_words.h"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace plimsoll {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(50);
constexpr Nanos kLongest = std::chrono::hours(24);

class OnceRun {
 public:
  OnceRun(const Scenario& scenario, const OnceInputs& inputs, std::unique_ptr<RequestSource> source)
      : inputs_(inputs),
        names_(scenario.request_names()),
        redaction_(inputs.redaction.value_or(Redaction(scenario))),
        source_(std::move(source)),
        recorder_(names_.size(), redaction_),
        random_(Random::stream(inputs.seed, 0)),
        when_(scenario.tasks.front().name),
        scenario_(scenario) {
    source_->set_captured(inputs.captured);
  }

  Result<OnceOutcome> run() {
    auto sources = AuthSources::start(
        scenario_, [this](const std::string& token) { redaction_.keep(token); }, inputs_.is_stopped);
    if (sources.has_error()) return sources.error();
    sources_ = std::move(*sources);
    const TransportChoice choice{false, sources_.get(), inputs_.seed};
    auto transport = make_transport(context_, *clock_, scenario_, choice);
    if (transport.has_error()) return transport.error();
    transport_ = std::move(*transport);
    channel_ = transport_->make_channel();
    const ShardParts parts{context_, *clock_, *transport_, scenario_, *source_, recorder_, timekeeper_};
    TaskRun task(parts);
    TaskGroup group(context_);
    group.spawn(send_all(&task));
    while (group.size() > 0) {
      context_.restart();
      context_.run_for(kLookEvery);
      if (inputs_.is_stopped && inputs_.is_stopped()) stop();
    }
    outcome_.captured = task.captured().empty() ? inputs_.captured : task.captured();
    outcome_.ever_connected = recorder_.ever_connected();
    channel_.reset();
    return std::move(outcome_);
  }

 private:
  Awaitable<> send_all(TaskRun* task) {
    bool goes_on = task->begin(0, RowTaker(), clock_->now());
    while (goes_on) {
      while (!outcome_.was_stopped && clock_->now() < task->due()) co_await clock_->sleep_until(task->due());
      if (outcome_.was_stopped) break;
      const auto attempt = task->next(random_, clock_->now(), Nanos(0), false);
      attempt.begin(recorder_, task->response);
      co_await channel_->send(attempt.request, task->response);
      task->answered(attempt, random_);
      note(attempt, *task);
      goes_on = task->is_under_way() || (time_++ < inputs_.times && task->begin(0, RowTaker(), clock_->now()));
    }
    task->leave();
  }

  void note(const Attempt& attempt, const TaskRun& task) {
    const auto& response = task.response;
    auto& answer = outcome_.answers.emplace_back();
    answer.when = when_;
    answer.request = names_[attempt.request.name_index];
    answer.status = response.status;
    answer.time_ms = to_milliseconds(response.done - attempt.due);
    for (auto& failure : recorder_.take_failures()) {
      const auto found = failure.examples.empty() ? std::string() : found_in(failure.examples.front());
      answer.failure = with_found(std::move(failure.message), found);
    }
    if (response.aborted) answer.failure = "interrupted";
    if (inputs_.on_answer) inputs_.on_answer({attempt.request, response, task.rows(), time_});
  }

  void stop() {
    if (std::exchange(outcome_.was_stopped, true)) return;
    channel_->abort();
    clock_->wake_sleepers();
  }

  const OnceInputs& inputs_;
  const std::vector<std::string> names_;
  const Redaction redaction_;
  boost::asio::io_context context_{1};
  std::unique_ptr<Clock> clock_ = make_steady_clock(context_);
  std::unique_ptr<RequestSource> source_;
  Recorder recorder_;
  RequestBudget budget_{std::nullopt};
  Timekeeper timekeeper_{context_, *clock_, budget_, kLongest, Nanos(0)};
  Random random_;
  const std::string when_;
  std::uint64_t time_ = 1;  // that the task is done
  const Scenario& scenario_;
  std::unique_ptr<AuthSources> sources_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Channel> channel_;
  OnceOutcome outcome_;
};

}  // namespace

std::string OnceOutcome::failure() const {
  const auto failed = std::find_if(answers.begin(), answers.end(), [](auto& one) { return !one.failure.empty(); });
  return failed == answers.end() ? "" : fmt::format("{}: {}", failed->request, failed->failure);
}

Scenario with_task_alone(const Scenario& scenario, const Task& task) {
  Scenario alone = scenario;
  alone.tasks = {task};
  alone.login.reset();
  alone.before_all.reset();
  alone.after_all.reset();
  alone.feeders.clear();
  return alone;
}

Result<OnceOutcome> run_once(const Scenario& scenario, const OnceInputs& inputs) {
  auto source = RequestSource::make(scenario, inputs.seed);
  if (source.has_error()) return source.error();
  (*source)->leave_cases_out();
  return OnceRun(scenario, inputs, std::move(*source)).run();
}

}  // namespace plimsoll
