#include "web/api/start_api.h"

#include "conduct/process/run_process.h"
#include "conduct/trust_check.h"
#include "core/json.h"
#include "core/json_archive.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/reading/parse.h"
#include "scenarios/reading/scenario_schema.h"
#include "web/api/start_request.h"
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

// All that a run speaks to: the target, and what its guard and its monitors ask.
std::vector<Url> asked_by(const Scenario& scenario, const Url& target) {
  std::vector<Url> asked = {target};
  if (scenario.guard && scenario.guard->url) asked.push_back(*scenario.guard->url);
  for (const auto& watch : scenario.monitoring.watches)
    if (const auto* scraped = std::get_if<WatchPrometheus>(&watch))
      if (auto url = parse_url(scraped->url)) asked.push_back(std::move(*url));
  return asked;
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
    const auto place = url.place();
    const bool allowed = context.targets.empty() ||
                         std::any_of(context.targets.begin(), context.targets.end(),
                                     [&](const auto& glob) { return fnmatch(glob.c_str(), place.c_str(), 0) == 0; });
    if (!allowed) return fmt::format("{} is not among those of --allow-target", place);
  }
  return std::nullopt;
}

HttpReply start(ApiContext& context, const ApiCall& call) {
  auto request = parse_start_request(call.question.body, context.scenarios);
  if (request.has_error()) return problem_reply(request.error());
  auto outcome = parsed(context, *request);
  if (!outcome.scenario) return problem_reply(400, "the scenario cannot be run", outcome.findings);
  if (const auto refused = refused_target(context, *request, *outcome.scenario)) return problem_reply(403, *refused);
  RunLaunch launch;
  launch.program = context.program;
  launch.store = context.store;
  launch.state = context.state;
  launch.directory = request->folder;
  launch.arguments = std::move(request->options);
  launch.arguments.insert(launch.arguments.begin(), request->file ? request->file->string() : "-");
  if (!request->file) launch.scenario_text = std::move(request->text);
  const auto run = launch_run(launch);
  const auto shown = request->shown.empty() ? outcome.scenario->target.url.place() : request->shown;
  if (run.has_error()) {
    context.audit.add("api", "start refused", shown, run.error().message);
    const bool mendable = run.error().kind == ErrorKind::usage || run.error().kind == ErrorKind::invalid;
    if (!mendable) return problem_reply(run.error());
    return problem_reply(400, "the run cannot be started", findings_in(run.error().message));
  }
  context.audit.add("api", "start", run->id, shown);
  auto reply = json_reply({{"id", run->id}}, 201);
  reply.headers.emplace_back("Location", "/api/v1/runs/" + run->id);
  return reply;
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
  };
}

}  // namespace plimsoll
