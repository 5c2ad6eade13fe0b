#include "web/api/start_api.h"

#include "conduct/process/run_process.h"
#include "conduct/trust_check.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/reading/parse.h"
#include "scenarios/reading/scenario_schema.h"
#include "web/api/run_again.h"
#include "web/api/start_request.h"
#include "web/api/stored_runs.h"
#include "web/http/replies.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLongestScenario = 4 << 20;

ParseOutcome parsed(const ApiContext& context, const StartRequest& request) {
  if (request.file) return with_trust_checked(load_scenario(*request.file, {}), request.text_name);
  ParseInput input;
  input.text = request.text;
  input.file_name = request.text_name;
  input.folder = request.folder;
  input.allowed = context.allowed;
  return with_trust_checked(parse_scenario(input), request.text_name);
}

// All that a run speaks to: the target, where its redirects may lead, who gives its tokens, and what its guard and its
// monitors ask.
std::vector<Url> asked_by(const Scenario& scenario, const Url& target) {
  std::vector<Url> asked = {target};
  if (scenario.guard && scenario.guard->url) asked.push_back(*scenario.guard->url);
  for (const auto& watch : scenario.monitoring.watches)
    if (const auto* scraped = std::get_if<WatchPrometheus>(&watch))
      if (auto url = parse_url(scraped->url)) asked.push_back(std::move(*url));
  const auto further = scenario.further_places();
  asked.insert(asked.end(), further.begin(), further.end());
  return asked;
}

std::optional<std::string> not_allowed(const ApiContext& context, const std::string& place) {
  const bool allowed = context.targets.empty() ||
                       std::any_of(context.targets.begin(), context.targets.end(),
                                   [&](const auto& glob) { return fnmatch(glob.c_str(), place.c_str(), 0) == 0; });
  if (allowed) return std::nullopt;
  return fmt::format("{} is not among those of --allow-target", place);
}

// What --allow-target is about.
std::optional<std::string> refused_target(const ApiContext& context, const StartRequest& request,
                                          const Scenario& scenario) {
  auto target = scenario.target.url;
  if (!request.target.empty()) {
    const auto given = parse_url(request.target);
    if (given.has_error()) return "target: " + given.error().message;
    if (!given->socket_path.empty() && !context.allowed.files) return std::string(kNoSockets);
    target = *given;
  }
  for (const auto& url : asked_by(scenario, target)) {
    if (!request.file && !url.socket_path.empty() && !context.allowed.files) return std::string(kNoSockets);
    if (auto refused = not_allowed(context, url.place())) return refused;
  }
  // A name that is allowed may not lead elsewhere.
  for (const auto& known : scenario.target.connection.resolve)
    for (const auto& address : known.addresses) {
      const auto host = is_ipv6_address(address) ? "[" + address + "]" : address;
      if (auto refused = not_allowed(context, fmt::format("{}:{}", host, known.port)))
        return "connection.resolve: " + *refused;
    }
  return std::nullopt;
}

// `url`: of `plimsoll run URL`; empty: the request's file or text.
HttpReply launched(ApiContext& context, StartRequest request, const std::string& url = {}) {
  RunLaunch launch;
  launch.program = context.program;
  launch.store = context.store;
  launch.state = context.state;
  launch.directory = request.folder;
  launch.arguments = std::move(request.options);
  const bool is_text = !request.file && url.empty();
  launch.arguments.insert(launch.arguments.begin(), is_text ? "-" : request.file ? request.file->string() : url);
  if (is_text) launch.scenario_text = std::move(request.text);
  const auto run = launch_run(launch);
  if (run.has_error()) {
    context.audit.add("api", "start refused", request.shown, run.error().message);
    const bool mendable = run.error().kind == ErrorKind::usage || run.error().kind == ErrorKind::invalid;
    if (!mendable) return problem_reply(run.error());
    return problem_reply(400, "the run cannot be started", findings_in(run.error().message));
  }
  context.audit.add("api", "start", run->id, request.shown);
  auto reply = json_reply({{"id", run->id}}, 201);
  reply.headers.emplace_back("Location", "/api/v1/runs/" + run->id);
  return reply;
}

HttpReply start(ApiContext& context, const ApiCall& call) {
  auto request = parse_start_request(call.question.body, context.scenarios);
  if (request.has_error()) return problem_reply(request.error());
  auto outcome = parsed(context, *request);
  if (!outcome.scenario) return problem_reply(400, "the scenario cannot be run", outcome.findings);
  if (const auto refused = refused_target(context, *request, *outcome.scenario)) return problem_reply(403, *refused);
  if (request->shown.empty()) request->shown = outcome.scenario->target.url.place();
  return launched(context, *std::move(request));
}

// Where an option may lead elsewhere, nobody can say where before the run.
std::optional<std::string> refused_target(const ApiContext& context, const RunAgain& again) {
  if (context.targets.empty()) return std::nullopt;
  if (again.may_lead_elsewhere)
    return "its --set, --watch or --resolve cannot be held against --allow-target: start it from the command line";
  if (!again.url.empty()) {
    const auto url = parse_url(again.url.substr(0, again.url.find_first_of("/?#", again.url.find("://") + 3)));
    return url.has_error() ? std::optional(url.error().message) : not_allowed(context, url->place());
  }
  const auto outcome = parsed(context, again.start);
  if (!outcome.scenario) return outcome.findings.front().text();
  return refused_target(context, again.start, *outcome.scenario);
}

std::string denied(const Permissions& allowed) {
  std::string list;
  for (const auto& [may, name] :
       {std::pair(allowed.programs, "exec"), std::pair(allowed.files, "files"), std::pair(allowed.environment, "env")})
    if (!may) list += (list.empty() ? "" : ",") + std::string(name);
  return list;
}

HttpReply start_again(ApiContext& context, const ApiCall& call) {
  const auto run = stored_run(context, call.arguments.front());
  if (run.has_error()) return no_run_reply(run.error());
  const auto so_far = record_so_far(context, *run);
  if (so_far.has_error()) return problem_reply(so_far.error());
  auto again = run_again(*so_far->record, context.scenarios);
  if (again.has_error()) return problem_reply(again.error());
  // What was relative to a folder that is not here is nowhere, and not by chance in that of the dashboard.
  if (again->start.folder.empty()) again->start.folder = context.state;
  if (const auto refused = refused_target(context, *again)) return problem_reply(403, *refused);
  auto& request = again->start;
  if (request.shown.empty()) request.shown = run->target;
  if (const auto list = denied(context.allowed); !again->is_trusted && !list.empty())
    request.options.push_back("--deny=" + list);
  return launched(context, std::move(request), again->url);
}

HttpReply check(ApiContext& context, const ApiCall& call) {
  const auto request = parse_start_request(call.question.body, context.scenarios);
  if (request.has_error()) return problem_reply(request.error());
  const auto outcome = parsed(context, *request);
  Json json = {{"valid", outcome.scenario.has_value()}, {"findings", Json::array()}};
  for (const auto& finding : outcome.findings) json["findings"].push_back(finding_json(finding, "error"));
  for (const auto& warning : outcome.warnings) json["findings"].push_back(finding_json({"", "", warning}, "warning"));
  return json_reply(json);
}

Json scenario_json(const ApiContext& context, const std::string& id) {
  Json json = {{"id", id}};
  const auto file = context.scenarios.find(id);
  if (file.has_error()) return json;
  const auto facts = context.catalogue.facts_of(*file);
  json["name"] = facts.valid ? facts.name : id;
  json["target"] = facts.target;
  json["valid"] = facts.valid;
  json["findings"] = facts.findings;
  return json;
}

HttpReply list_scenarios(ApiContext& context, const ApiCall&) {
  Json json = {{"scenarios", Json::array()}};
  for (const auto& id : context.scenarios.list()) json["scenarios"].push_back(scenario_json(context, id));
  return json_reply(json);
}

HttpReply read_scenario(ApiContext& context, const ApiCall& call) {
  const auto& id = call.arguments.front();
  const auto file = context.scenarios.find(id);
  if (file.has_error()) return problem_reply(404, file.error().message);
  const auto text = read_file({*file, id}, kLongestScenario);
  if (text.has_error()) return problem_reply(text.error());
  return json_reply({{"id", id}, {"text", valid_utf8(*text)}});
}

HttpReply schema(ApiContext&, const ApiCall&) { return text_reply(scenario_schema(), "application/json"); }

}  // namespace

std::vector<Route> start_routes(ApiContext& context) {
  const auto with = on(context);
  return {
      {"GET", "/api/v1/scenarios", "The scenarios that may be started by name", "", "Scenarios", with(list_scenarios)},
      {"GET", "/api/v1/scenarios/{path...}", "The text of a scenario", "", "ScenarioText", with(read_scenario)},
      {"GET", "/api/v1/schema", "The JSON Schema of scenarios", "", "Schema", with(schema)},
      {"POST", "/api/v1/check", "What is wrong with a scenario", "Start", "Findings", with(check)},
      {"POST", "/api/v1/runs", "Start a run", "Start", "Started", with(start)},
      {"POST", "/api/v1/runs/{id}/again", "Start a run again: the same scenario, the same options", "Nothing",
       "Started", with(start_again)},
  };
}

}  // namespace plimsoll
