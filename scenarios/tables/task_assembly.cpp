#include "scenarios/tables/task_assembly.h"

#include "scenarios/bodies/url_encoding.h"
#include "scenarios/header_list.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

std::string path_with_query(const RequestDraft& draft) {
  auto path = encoded_path(draft.path);
  if (path.empty()) path = "/";
  if (draft.query.empty()) return path;
  return path + (path.find('?') == std::string::npos ? '?' : '&') + encoded_pairs(draft.query, Encoding::query);
}

std::string plain_name(const RequestDraft& draft) {
  const auto path = draft.path.substr(0, draft.path.find('?'));
  return fmt::format("{} {}", to_string(draft.method.value_or(Method::get)), path.empty() ? "/" : path);
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

RequestTemplate request_of(const RequestDraft& draft, const ScenarioDraft& whole) {
  RequestTemplate request;
  request.name = draft.name.value_or(plain_name(draft));
  request.method = draft.method.value_or(Method::get);
  request.path = path_with_query(draft);
  request.headers = draft.headers;
  request.bodies = body_of(draft, whole.scenario);
  request.checks = draft.checks;
  request.fault = draft.fault;
  request.timeout = draft.timeout.value_or(whole.timeout.value_or(request.timeout));
  return request;
}

// A step without a name is called after its task, so that no row of two tasks is mixed up.
Task task_of(const RequestDraft& draft, std::size_t index, const ScenarioDraft& whole) {
  Task task;
  task.weight = draft.weight.value_or(1);
  task.wait = draft.wait;
  if (draft.steps.empty()) {
    task.steps.push_back(request_of(draft, whole));
    task.name = task.steps.front().name;
    return task;
  }
  task.name = draft.name.value_or(fmt::format("task {}", index + 1));
  for (const auto& step : draft.steps) {
    task.steps.push_back(request_of(step, whole));
    if (!step.name) task.steps.back().name = fmt::format("{}: {}", task.name, plain_name(step));
  }
  return task;
}

}  // namespace

void assemble_tasks(ScenarioDraft& draft) {
  for (std::size_t i = 0; i < draft.requests.size(); ++i)
    draft.scenario.tasks.push_back(task_of(draft.requests[i], i, draft));
}

}  // namespace plimsoll
