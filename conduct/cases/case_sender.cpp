#include "conduct/cases/case_sender.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "core/waiting_clock.h"
#include "engine/engine.h"
#include "engine/http1/http1_channel.h"
#include "engine/once_run.h"
#include "engine/requests/request_rendering.h"
#include "engine/requests/request_source.h"
#include "engine/results/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

constexpr auto kLookAgainEvery = std::chrono::milliseconds(200);
constexpr Nanos kLongestLook = std::chrono::seconds(10);
constexpr double kNearlyAll = 0.95;  // of the timeout: what ended then ended by it
constexpr int kBehindGood = 400;
constexpr int kServerErrors = 500;

const StatusCheck* status_of(const RequestTemplate& request) {
  for (const auto& check : request.checks)
    if (const auto* status = std::get_if<StatusCheck>(&check)) return status;
  return nullptr;
}

bool is_ours(const Header& header, const RequestTemplate& from) {
  if (has_header(from.headers, header.name)) return false;
  constexpr std::array kOurs = {"host", "content-length", "user-agent", "accept", "connection", "content-type"};
  return std::any_of(kOurs.begin(), kOurs.end(), [&](const char* name) { return same_header(header.name, name); });
}

}  // namespace

Scenario CaseSender::scenario_of(std::vector<RequestTemplate> steps) const {
  auto scenario = input_.scenario;
  Task task;
  task.name = "cases";
  for (auto& step : steps) {
    step.flow = nullptr;
    step.cases = nullptr;
    step.fault.reset();
  }
  task.steps = std::move(steps);
  scenario.tasks = {std::move(task)};
  scenario.before_all.reset();
  scenario.after_all.reset();
  return scenario;
}

Result<RequestTemplate> CaseSender::settle(const RequestTemplate& request) const {
  if (!request.varying) return request;
  const auto scenario = scenario_of({request});
  const auto source = RequestSource::make(scenario);
  if (source.has_error()) return source.error();
  (*source)->set_captured(input_.captured);
  RenderedRequest rendered;
  Random random(0);
  if (!(*source)->begin(0, {}, rendered)) return invalid("the data of the request has no row left");
  (*source)->next(0, 0, random, rendered);
  const auto& made = rendered.get();
  auto settled = request;
  settled.varying = nullptr;
  settled.path = made.path.substr(scenario.target.url.base_path.size());
  settled.headers.clear();
  for (const auto& header : made.headers)
    if (!is_ours(header, request)) settled.headers.push_back(header);
  if (made.body) settled.bodies.payloads = {std::make_shared<const std::string>(*made.body)};
  return settled;
}

RequestTemplate CaseSender::with_body(const RequestTemplate& request, std::string body) {
  auto changed = request;
  changed.bodies.payloads = {std::make_shared<const std::string>(std::move(body))};
  changed.bodies.labels = {"inline"};
  return changed;
}

std::string CaseSender::body_of(const RequestTemplate& request) {
  return request.bodies.payloads.empty() ? "" : *request.bodies.payloads.front();
}

std::string CaseSender::excerpt(const RequestTemplate& request) const {
  if (request.hides_answer) return "";
  constexpr std::size_t kLongestBody = 4096;
  const auto made = render_request(input_.scenario, request, 0, 0);
  std::string head = fmt::format("{} {}\n", to_string(made.method), made.path);
  for (const auto& header : made.headers)
    if (!is_ours(header, request) || same_header(header.name, "content-type"))
      head += header.name + ": " + header.value + "\n";
  auto text = printable(input_.redaction.text(head));
  if (!made.body || made.body->empty()) return text;
  text += "\n" + printable(input_.redaction.start_of(*made.body, kLongestBody));
  if (made.body->size() > kLongestBody) text += fmt::format("... ({} bytes in all)", made.body->size());
  return text;
}

Result<CaseAnswer> CaseSender::send(const RequestTemplate& request) const {
  OnceInputs inputs;
  inputs.captured = input_.captured;
  inputs.is_stopped = input_.is_stopped;
  inputs.redaction = input_.redaction;
  const auto sent = run_once(scenario_of({request}), inputs);
  if (sent.has_error()) return sent.error();
  CaseAnswer answer;
  if (sent->answers.empty()) return Error{ErrorKind::unavailable, "nothing was sent"};
  const auto& came = sent->answers.back();
  answer.status = came.status;
  answer.time_ms = came.time_ms;
  const auto* expected = status_of(request);
  const bool fits = expected == nullptr ? came.status < kBehindGood : expected->holds(came.status);
  if (came.failure.empty()) {
    answer.verdict = came.status < kBehindGood ? CaseResult::Verdict::accepted : CaseResult::Verdict::refused;
    return answer;
  }
  answer.found = came.failure;
  // Bad requests are sent once the good ones were answered.
  if (const auto at = answer.found.find(kTlsAdvice); at != std::string::npos) answer.found.erase(at, kTlsAdvice.size());
  const double timeout_ms = to_milliseconds(request.timeout);
  if (came.status != 0 && !fits)
    answer.verdict = came.status >= kServerErrors ? CaseResult::Verdict::server_error : CaseResult::Verdict::unexpected;
  else
    answer.verdict = came.time_ms >= kNearlyAll * timeout_ms ? CaseResult::Verdict::hung : CaseResult::Verdict::dropped;
  return answer;
}

bool CaseSender::answers(const RequestTemplate& good, Nanos within) const {
  auto request = good;
  request.timeout = std::min(std::max(within, Nanos(std::chrono::seconds(1))), kLongestLook);
  const auto until = machine_clock().now() + std::max(within, Nanos(std::chrono::seconds(2)));
  for (;;) {
    const auto settled = settle(request);
    if (settled.has_error()) return false;
    const auto answer = send(*settled);
    if (answer.has_value() && answer->found.empty()) return true;
    if (input_.is_stopped() || machine_clock().now() >= until) return false;
    machine_clock().wait_until(machine_clock().now() + kLookAgainEvery);
  }
}

bool CaseSender::send_many(const std::vector<const RequestTemplate*>& requests, std::uint64_t count) const {
  if (count == 0) return true;
  std::vector<RequestTemplate> steps;
  steps.reserve(requests.size());
  for (const auto* request : requests) steps.push_back(*request);
  auto scenario = scenario_of(std::move(steps));
  ClosedLoad one;
  one.users = 1;
  scenario.load.parts = {{"", one, {}}};
  scenario.load.requests = count;
  scenario.load.duration = std::chrono::minutes(2);
  scenario.load.warmup = Nanos(0);
  EngineOptions options;
  options.redaction = input_.redaction;
  options.is_stopped = input_.is_stopped;
  options.captured = input_.captured;
  auto engine = Engine::make(scenario, options);
  if (engine.has_error()) return false;
  (*engine)->start();
  const auto results = (*engine)->finish();
  return results.ever_connected && !input_.is_stopped();
}

}  // namespace plimsoll
