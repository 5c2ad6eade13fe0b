#include "scenarios/tables/task_assembly.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/flow.h"
#include "scenarios/header_list.h"
#include "scenarios/protocols/protocol.h"
#include "scenarios/queries/query_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace plimsoll {
namespace {

std::string path_with_query(const RequestDraft& draft) {
  auto path = encoded_path(draft.path);
  if (path.empty()) path = "/";
  if (draft.query.empty()) return path;
  return path + (path.find('?') == std::string::npos ? '?' : '&') + encoded_pairs(draft.query, Encoding::query);
}

std::string plain_name(const RequestDraft& draft, const ScenarioDraft& whole) {
  auto path = draft.path.substr(0, draft.path.find('?'));
  for (const auto& secret : whole.scenario.secret_values) replace_all(path, secret, kRedacted);
  auto name = fmt::format("{} {}", to_string(draft.method.value_or(Method::get)), path.empty() ? "/" : path);
  return draft.batch ? fmt::format("{} (batch {})", name, *draft.batch) : name;
}

// A header that was given wins over what the body would say of itself.
BodySet body_of(const RequestDraft& draft, const Scenario& scenario) {
  auto body = draft.body.value_or(BodySet{});
  body.order = draft.order;
  if (draft.content_type) body.content_type = *draft.content_type;
  constexpr std::string_view kContentType = "content-type";
  const bool header = has_header(draft.headers, kContentType) || has_header(scenario.headers, kContentType);
  if (header && draft.body_key != "multipart") body.content_type.clear();
  return body;
}

// One name, one slot, wherever it is captured.
std::size_t slot_of(const std::string& name, std::vector<std::string>& captured) {
  const auto found = std::find(captured.begin(), captured.end(), name);
  const auto slot = static_cast<std::size_t>(found - captured.begin());
  if (found == captured.end()) captured.push_back(name);
  return slot;
}

// Checks that name captured values are judged once those of the answer are there.
std::vector<QueryCheck> take_value_checks(std::vector<Check>& checks) {
  std::vector<QueryCheck> taken;
  std::erase_if(checks, [&](const Check& check) {
    const auto* query = std::get_if<QueryCheck>(&check);
    if (query == nullptr || names_in(*query).empty()) return false;
    taken.push_back(*query);
    return true;
  });
  return taken;
}

void name_values(const std::vector<QueryCheck>& checks, std::vector<std::string>& captured, StepFlow& flow) {
  for (const auto& check : checks)
    for (const auto& name : names_in(check)) {
      const bool is_known =
          std::any_of(flow.named.begin(), flow.named.end(), [&](const NamedValue& one) { return one.name == name; });
      if (!is_known) flow.named.push_back({name, slot_of(name, captured)});
    }
}

// Null: it is sent once, and that is all.
std::shared_ptr<const StepFlow> flow_of(const RequestDraft& draft, const std::optional<Wait>& wait,
                                        std::vector<std::string>& captured) {
  StepFlow flow;
  flow.captures = draft.captures;
  flow.when = draft.when;
  flow.until = draft.until;
  flow.repeat = static_cast<std::uint32_t>(draft.repeat.value_or(1));
  flow.wait = wait;
  if (draft.conversation) flow.conversation = draft.conversation->rules;
  auto checks = draft.checks;
  flow.value_checks = take_value_checks(checks);
  if (flow.until) flow.until->value_checks = take_value_checks(flow.until->answer);
  const bool is_plain =
      flow.captures.empty() && flow.value_checks.empty() && !flow.when && !flow.until && !flow.conversation;
  if (is_plain && flow.repeat == 1 && !flow.wait) return nullptr;
  for (auto& capture : flow.captures) capture.slot = slot_of(capture.name, captured);
  if (flow.conversation) flow.conversation->slot = slot_of(flow.conversation->name, captured);
  if (flow.when)
    for (auto& value : flow.when->values) value.slot = slot_of(value.name, captured);
  name_values(flow.value_checks, captured, flow);
  if (flow.until) name_values(flow.until->value_checks, captured, flow);
  return std::make_shared<const StepFlow>(std::move(flow));
}

bool asks_for_text(const RequestDraft& draft) {
  const auto& captures = draft.captures;
  return draft.conversation || std::any_of(captures.begin(), captures.end(), [](const Capture& capture) {
           return capture.query.source == Query::Source::text;
         });
}

// Null: its bodies are there.
std::shared_ptr<const PredictPlan> plan_of(const RequestDraft& draft) {
  if (!draft.protocol || !draft.predict || draft.protocol->protocol == nullptr) return nullptr;
  PredictPlan plan{*draft.protocol, *draft.predict};
  return is_made_later(plan) ? std::make_shared<const PredictPlan>(std::move(plan)) : nullptr;
}

bool is_of_language_model(const RequestDraft& draft) {
  const auto* protocol = draft.predict && draft.protocol ? draft.protocol->protocol : nullptr;
  return protocol != nullptr && protocol->good_answer == GoodAnswer::words;
}

RequestTemplate request_of(const RequestDraft& draft, const ScenarioDraft& whole) {
  RequestTemplate request;
  request.name = draft.name.value_or(plain_name(draft, whole));
  request.method = draft.method.value_or(Method::get);
  request.path = path_with_query(draft);
  request.headers = draft.headers;
  request.bodies = body_of(draft, whole.scenario);
  request.checks = draft.checks;
  take_value_checks(request.checks);
  request.body_schema = draft.body_schema;
  request.fault = draft.fault;
  request.stream = draft.stream;
  if (request.stream && draft.slo) request.stream->limits = *draft.slo;
  if (request.stream) {
    request.stream->keeps_text = asks_for_text(draft);
    request.stream->has_known_shape = is_of_language_model(draft);
  }
  request.timeout = draft.timeout.value_or(whole.timeout.value_or(request.timeout));
  request.predict = plan_of(draft);
  request.batch = static_cast<std::uint32_t>(draft.batch.value_or(0));
  return request;
}

// A step without a name is called after its task, so that no row of two tasks is mixed up.
Task task_of(const RequestDraft& draft, std::size_t index, ScenarioDraft& whole) {
  auto& captured = whole.scenario.captured;
  Task task;
  task.weight = draft.weight.value_or(1);
  task.wait = draft.wait;
  task.ends_with_failure = draft.ends_with_failure;
  if (draft.steps.empty()) {
    task.steps.push_back(request_of(draft, whole));
    task.steps.back().flow = flow_of(draft, draft.think, captured);
    task.name = task.steps.front().name;
    return task;
  }
  task.name = draft.name.value_or(fmt::format("task {}", index + 1));
  for (const auto& step : draft.steps) {
    task.steps.push_back(request_of(step, whole));
    task.steps.back().flow = flow_of(step, step.wait ? step.wait : draft.think, captured);
    if (!step.name) task.steps.back().name = fmt::format("{}: {}", task.name, plain_name(step, whole));
  }
  return task;
}

std::optional<Task> task_of_steps(const std::string& name, const std::vector<RequestDraft>& steps,
                                  ScenarioDraft& whole) {
  if (steps.empty()) return std::nullopt;
  RequestDraft draft;
  draft.name = name;
  draft.steps = steps;
  auto task = task_of(draft, 0, whole);
  task.ends_with_failure = name != "after_all";
  return task;
}

}  // namespace

// In the order in which they are sent: what one captures is there for those after it.
void assemble_tasks(ScenarioDraft& draft) {
  auto& scenario = draft.scenario;
  scenario.before_all = task_of_steps("before_all", draft.before_all, draft);
  scenario.login = task_of_steps("login", draft.login, draft);
  for (std::size_t i = 0; i < draft.requests.size(); ++i)
    scenario.tasks.push_back(task_of(draft.requests[i], i, draft));
  scenario.after_all = task_of_steps("after_all", draft.after_all, draft);
}

}  // namespace plimsoll
