#include "engine/answer_of_target.h"

#include "core/clock.h"
#include "engine/auth/auth_sources.h"
#include "engine/make_transport.h"
#include "engine/once_run.h"
#include "engine/requests/request_rendering.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(20);

// One request alone, in which nothing of the load is left.
Scenario scenario_of_question(const Scenario& scenario, const RequestTemplate& question, std::uint64_t largest_body) {
  Task task;
  task.name = question.name;
  task.steps.push_back(question);
  auto alone = with_task_alone(scenario, task);
  std::erase_if(alone.headers, [](const Header& header) { return has_template(header.value); });
  alone.max_response_bytes = largest_body;
  return alone;
}

}  // namespace

Result<HttpAnswer> answer_of_target(const Scenario& scenario, const RequestTemplate& question,
                                    const AskingInputs& inputs) {
  const auto alone = scenario_of_question(scenario, question, inputs.largest_body);
  const auto redaction = inputs.redaction.value_or(Redaction(scenario));
  boost::asio::io_context context{1};
  const auto clock = make_steady_clock(context);
  const auto sources = AuthSources::start(
      alone, [&](const std::string& token) { redaction.keep(token); }, inputs.is_unwanted);
  if (sources.has_error()) return sources.error();
  const auto transport = make_transport(context, *clock, alone, {false, sources->get(), 0});
  if (transport.has_error()) return transport.error();
  const auto channel = (*transport)->make_channel();
  auto request = render_request(alone, alone.tasks.front().steps.front(), 0, 0);
  request.keeps_body = true;
  request.keeps_headers = true;

  Response response;
  bool is_answered = false;
  const auto asked = monotonic_now();
  boost::asio::co_spawn(context, channel->send(request, response), [&](std::exception_ptr failure) {
    is_answered = true;
    context.stop();  // timers of the transport are left
    if (failure) std::rethrow_exception(failure);
  });
  while (!is_answered) {
    context.restart();
    context.run_for(kLookAgain);
    if (!is_answered && inputs.is_unwanted && inputs.is_unwanted()) channel->abort();
  }
  if (response.aborted) return Error{ErrorKind::unavailable, "interrupted"};
  if (response.failure != FailureKind::none) return Error{ErrorKind::unavailable, response.failure_message};
  return HttpAnswer{response.status, std::move(response.body), monotonic_now() - asked, std::move(response.headers)};
}

}  // namespace plimsoll
