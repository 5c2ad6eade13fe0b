#include "engine/labelled_asking.h"

#include "core/clock.h"
#include "engine/checks/checks.h"
#include "engine/make_transport.h"
#include "engine/requests/request_source.h"
#include "engine/requests/row_judge.h"
#include "record/failure_words.h"
#include "scenarios/templates/varying_insertions.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace plimsoll {
namespace {

// Else it is its bodies that are asked for.
bool takes_rows(const RequestTemplate& request) {
  bool found = false;
  if (request.varying)
    for_each_insertion(*request.varying, [&](const Insertion& insertion) {
      found = found || insertion.source == Insertion::Source::column;
    });
  return found;
}

// Each row once.
Scenario with_each_row_once(const Scenario& scenario) {
  auto once = scenario;
  once.tasks.resize(1);
  once.login.reset();
  for (auto& feeder : once.feeders) feeder.order = Feeder::Order::once;
  return once;
}

}  // namespace

struct LabelledAsking::State {
  explicit State(const Scenario& given) : scenario(with_each_row_once(given)), clock(make_steady_clock(context)) {}

  const RequestTemplate& request() const { return scenario.tasks.front().steps.front(); }

  Scenario scenario;
  boost::asio::io_context context{1};
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Transport> transport;
  std::unique_ptr<Channel> channel;
  std::unique_ptr<RequestSource> source;
  std::shared_ptr<const RowJudge> judge;
  RenderedRequest rendered;
  Response response;
  RowLook look;
  Random random{0};
  std::uint64_t asked = 0;
};

LabelledAsking::LabelledAsking(std::unique_ptr<State> state) : state_(std::move(state)) {}
LabelledAsking::~LabelledAsking() = default;

Result<std::unique_ptr<LabelledAsking>> LabelledAsking::make(const Scenario& scenario) {
  auto state = std::make_unique<State>(scenario);
  auto source = RequestSource::make(state->scenario, scenario.seed.value_or(0));
  if (source.has_error()) return source.error();
  state->source = std::move(*source);
  auto judge = RowJudge::compile(state->request());
  if (judge.has_error()) return judge.error();
  state->judge = *std::move(judge);
  auto transport = make_transport(state->context, *state->clock, state->scenario, {});
  if (transport.has_error()) return transport.error();
  state->transport = std::move(*transport);
  state->channel = state->transport->make_channel();
  return std::unique_ptr<LabelledAsking>(new LabelledAsking(std::move(state)));
}

std::optional<LabelledAnswer> LabelledAsking::ask_next() {
  auto& state = *state_;
  const auto bodies = std::max<std::size_t>(1, state.request().bodies.payloads.size());
  if (!takes_rows(state.request()) && state.asked == bodies) return std::nullopt;
  if (!state.source->begin(0, {0, 1, state.asked}, state.rendered)) return std::nullopt;
  const RequestTurn turn{state.asked++, nullptr};
  state.source->at(0, 0, turn, state.random, state.rendered);
  const auto& request = state.rendered.get();
  auto& response = state.response;
  response.reset();
  bool is_answered = false;
  boost::asio::co_spawn(state.context, state.channel->send(request, response), [&](std::exception_ptr failure) {
    is_answered = true;
    state.context.stop();
    if (failure) std::rethrow_exception(failure);
  });
  while (!is_answered) {
    state.context.restart();
    state.context.run();
  }
  LabelledAnswer answer;
  if (response.failure != FailureKind::none) {
    answer.failure = response.failure_message;
    return answer;
  }
  answer.took = response.done - response.sent;
  Answer seen(response, response.sent, request);
  auto found = state.source->checker(0, 0, request).judge(seen);
  if (found.kind == FailureKind::none) {
    found = state.judge->judge(seen, state.rendered.inputs, request.body_number, state.look);
    if (state.look.is_read) found = {};  // that a prediction is wrong is what is asked for
  }
  if (found.kind != FailureKind::none) {
    answer.failure = with_found(found.message, found.detail);
    return answer;
  }
  answer.rows = state.look.rows;
  answer.probabilities = state.look.probabilities;
  answer.unlabelled = state.look.judged.unlabelled;
  answer.form = state.look.judged;
  answer.form.rows = {};
  answer.form.probabilities = {};
  return answer;
}

}  // namespace plimsoll
