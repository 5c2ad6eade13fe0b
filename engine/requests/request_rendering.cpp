#include "engine/requests/request_rendering.h"

#include "core/http/header_names.h"
#include "core/version.h"
#include "engine/queries/compiled_query.h"
#include "scenarios/header_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

struct Needs {
  bool body = false;
  bool body_unless_stream = false;
  bool headers = false;
  const StatusCheck* status = nullptr;

  void operator()(const StatusCheck& check) { status = &check; }
  void operator()(const ResponseTimeCheck&) {}
  void operator()(const HeaderCheck&) { headers = true; }
  void operator()(const BodyContainsCheck&) { body = true; }
  void operator()(const BodyMatchesCheck&) { body = true; }
  void operator()(const BodyIsJsonCheck&) { body = true; }
  void operator()(const JsonPathCheck&) { body = true; }
  void operator()(const JsonEqualsCheck&) { body = true; }
  void operator()(const SchemaCheck&) { body = true; }
  void operator()(const FiniteCheck&) { body = true; }
  // Of a bad status the start of the body is kept anyway; of a stream its events say what is wrong with a 200.
  void operator()(const ProtocolAnswerCheck&) { body_unless_stream = true; }
  void operator()(const QueryCheck& check) {
    body = body || asks_for_body(check.query);
    headers = headers || asks_for_headers(check.query);
  }
};

void add_unless_there(std::vector<Header>& headers, std::string_view name, std::string_view value) {
  if (!has_header(headers, name)) headers.push_back({std::string(name), std::string(value)});
}

// Without a body, these methods say that its length is zero; the others say nothing.
bool wants_length(Method method) { return method == Method::post || method == Method::put || method == Method::patch; }

bool is_without(const RequestTemplate& from, std::string_view name) {
  return std::any_of(from.without.begin(), from.without.end(), [&](auto& one) { return same_header(one, name); });
}

std::vector<Header> headers_of(const Scenario& scenario, const RequestTemplate& from, const Request& request) {
  std::vector<Header> given = from.headers;
  for (const auto& header : scenario.headers)
    if (!has_header(from.headers, header.name) && !is_without(from, header.name)) given.push_back(header);
  std::erase_if(given, [](const Header& header) { return same_header(header.name, "Content-Length"); });

  std::vector<Header> headers;
  if (!has_header(given, "Host")) headers.push_back({"Host", scenario.target.url.authority()});
  headers.insert(headers.end(), given.begin(), given.end());
  add_unless_there(headers, "User-Agent", user_agent());
  const bool are_events = from.stream && from.stream->form == StreamRules::Form::sse;
  add_unless_there(headers, "Accept", are_events ? "text/event-stream" : "*/*");
  if (!scenario.target.connection.keep_alive) add_unless_there(headers, "Connection", "close");
  if (request.body && !from.bodies.content_type.empty())
    add_unless_there(headers, "Content-Type", from.bodies.content_type);
  if (request.body || wants_length(request.method))
    headers.push_back({"Content-Length", std::to_string(request.body ? request.body->size() : 0)});
  return headers;
}

// What is common to all requests of a template.
Request request_of(const RequestTemplate& from, std::size_t name_index) {
  Request request;
  request.name_index = name_index;
  request.source = &from;
  request.method = from.method;
  request.timeout = from.timeout;
  Needs needs;
  for (const auto& check : from.checks) std::visit(needs, check);
  request.keeps_body = needs.body || (needs.body_unless_stream && !from.stream);
  request.keeps_headers = needs.headers || (from.rules && from.rules->needs_headers());
  request.expects = needs.status;
  if (from.stream) request.stream = &*from.stream;
  return request;
}

}  // namespace

void AnswerParts::add(const std::vector<Check>& checks) {
  Needs needs;
  for (const auto& check : checks) std::visit(needs, check);
  body = body || needs.body || needs.body_unless_stream;
  headers = headers || needs.headers;
}

void AnswerParts::add(const Query& query) {
  body = body || asks_for_body(query);
  headers = headers || asks_for_headers(query);
}

Request render_request(const Scenario& scenario, const RequestTemplate& from, std::size_t name_index,
                       std::size_t body) {
  auto request = request_of(from, name_index);
  request.path = scenario.target.url.base_path + from.path;
  request.body_number = body;
  if (body < from.bodies.payloads.size()) request.body = from.bodies.payloads[body];
  if (body < from.bodies.labels.size()) request.body_label = from.bodies.labels[body];
  request.headers = headers_of(scenario, from, request);
  return request;
}

Request render_replayed(const Scenario& scenario, const RequestTemplate& from, std::size_t name_index,
                        const ReplayRow& row) {
  auto request = request_of(from, name_index);
  request.method = row.method;
  request.path = scenario.target.url.base_path + row.path;
  request.body = row.body;
  request.body_label = fmt::format("line {}", row.line);
  request.headers = headers_of(scenario, from, request);
  return request;
}

}  // namespace plimsoll
