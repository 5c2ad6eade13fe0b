#include "web/api/openapi.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "core/text.h"
#include "core/version.h"

#include <string_view>

namespace plimsoll {
namespace {

// The JSON that the routes name.
constexpr std::string_view kSchemas = R"json({
  "Nothing": {"type": "object", "maxProperties": 0},
  "Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "object", "required": ["message"],
    "properties": {"message": {"type": "string"}, "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}}}}},
  "Finding": {"type": "object", "required": ["place", "message", "kind"], "properties": {"place": {"type": "string"},
    "line": {"type": "integer"}, "column": {"type": "integer"}, "message": {"type": "string"}, "kind": {"enum": ["error", "warning"]}}},
  "Findings": {"type": "object", "required": ["valid", "findings"], "properties": {"valid": {"type": "boolean"},
    "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}}},
  "About": {"type": "object", "required": ["version", "scenarios", "allow", "schedules"]},
  "Scenarios": {"type": "object", "required": ["scenarios"], "properties": {"scenarios": {"type": "array", "items": {"type": "object",
    "required": ["id"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "target": {"type": "string"},
    "valid": {"type": "boolean"}, "findings": {"type": "integer"}}}}}},
  "ScenarioText": {"type": "object", "required": ["id", "text"], "properties": {"id": {"type": "string"}, "text": {"type": "string"}}},
  "Schema": {"type": "object"},
  "Start": {"type": "object", "additionalProperties": false,
    "description": "scenario, yaml or target says what is to run; the others stand over what it says.",
    "properties": {"scenario": {"type": "string"}, "yaml": {"type": "string"}, "target": {"type": "string"}, "method": {"type": "string"},
    "body": {"type": "string"}, "content_type": {"type": "string"}, "users": {"type": ["integer", "string"]},
    "spawn_rate": {"type": ["number", "string"]}, "wait": {"type": "string"}, "rate": {"type": ["number", "string"]},
    "duration": {"type": ["number", "string"]}, "note": {"type": "string"}}},
  "Started": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
  "Run": {"type": "object", "required": ["id", "name", "target", "started_at", "state", "outcome", "exit_code", "headline", "note", "tags",
    "kept", "duration_s", "requests", "failures", "p95_ms", "can_control", "shown"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "target": {"type": "string"}, "started_at": {"type": "string"},
    "state": {"enum": ["running", "ended", "cut off"]}, "outcome": {"type": ["string", "null"]}, "exit_code": {"type": ["integer", "null"]},
    "headline": {"type": "string"}, "note": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}},
    "kept": {"type": "boolean"}, "duration_s": {"type": ["number", "null"]}, "requests": {"type": "integer"}, "failures": {"type": "integer"},
    "p95_ms": {"type": ["number", "null"]}, "ttft_p95_ms": {"type": "number"}, "tokens_per_second": {"type": "number"}, "can_control": {"type": "boolean"}, "live": {"type": "object"}, "shown": {"type": "object"}}},
  "Runs": {"type": "object", "required": ["runs", "more"], "properties": {"more": {"type": "boolean"},
    "runs": {"type": "array", "items": {"$ref": "#/components/schemas/Run"}}}},
  "Change": {"type": "object", "additionalProperties": false, "properties": {"users": {"type": "integer"}, "rate": {"type": "number"},
    "load": {"type": "string"}, "paused": {"type": "boolean"}, "tags": {"type": "array", "items": {"type": "string"}},
    "note": {"type": "string"}, "kept": {"type": "boolean"}}},
  "Page": {"type": "object", "required": ["state", "outcome", "number"],
    "description": "html and data are left out where the page that newer_than names is the newest.",
    "properties": {"state": {"type": "string"}, "outcome": {"type": "string"}, "number": {"type": "integer"}, "html": {"type": "string"},
    "data": {"type": "object"}}},
  "Log": {"type": "object", "required": ["lines"], "properties": {"lines": {"type": "array", "items": {"type": "string"}}}},
  "Overlay": {"type": "object", "required": ["runs", "figures"]},
  "Trend": {"type": "object", "required": ["runs", "figures"]},
  "Schedules": {"type": "object", "required": ["schedules"]},
  "Schedule": {"type": "object"},
  "ScheduleChange": {"type": "object", "additionalProperties": false, "properties": {"paused": {"type": "boolean"}}}
})json";

Json body_of(std::string_view schema) {
  return {{"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/" + std::string(schema)}}}}}}}};
}

Json parameters_of(const Route& route) {
  Json parameters = Json::array();
  for (auto open = route.pattern.find('{'); open != std::string_view::npos; open = route.pattern.find('{', open + 1)) {
    auto name = route.pattern.substr(open + 1, route.pattern.find('}', open) - open - 1);
    if (name.ends_with("...")) name.remove_suffix(3);
    parameters.push_back({{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
  }
  for (const auto name : route.parameters)
    parameters.push_back({{"name", name}, {"in", "query"}, {"schema", {{"type", "string"}}}});
  return parameters;
}

Json operation_of(const Route& route) {
  Json operation = {{"summary", route.summary}};
  if (auto parameters = parameters_of(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
  if (!route.request.empty()) {
    operation["requestBody"] = body_of(route.request);
    operation["requestBody"]["required"] = true;
  }
  Json good = route.answer.empty() ? Json::object() : body_of(route.answer);
  good["description"] = "as asked";
  Json refused = body_of("Error");
  refused["description"] = "why not";
  operation["responses"] = {{"2XX", std::move(good)}, {"4XX", std::move(refused)}};
  return operation;
}

}  // namespace

std::string openapi_text(const Routes& routes) {
  Json api;
  api["openapi"] = "3.1.0";
  api["info"] = {{"title", "Plimsoll"}, {"version", version()}};
  for (const auto& route : routes.all()) {
    auto path = std::string(route.pattern);
    replace_all(path, "...}", "}");
    api["paths"][path][lower_case(route.method)] = operation_of(route);
  }
  api["components"]["schemas"] = parse_ordered_json(kSchemas);
  return to_text(api, {2}) + "\n";
}

}  // namespace plimsoll
