#include "tests/imports/import_text.h"

#include "scenarios/reading/parse.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <sstream>

namespace plimsoll::test {

ImportedScenario imported(const ImportText& input) {
  std::istringstream in(input.text);
  ImportSource source(in, input.name);
  auto result = import_scenario(source, input.request);
  if (result.has_error()) ADD_FAILURE() << result.error().message;
  return result.has_error() ? ImportedScenario{} : *std::move(result);
}

std::string refusal(const ImportText& input) {
  std::istringstream in(input.text);
  ImportSource source(in, input.name);
  const auto result = import_scenario(source, input.request);
  if (!result.has_error()) ADD_FAILURE() << "was imported:\n" << result->text;
  return result.has_error() ? result.error().message : "";
}

std::string content_of(const ImportedFile& file) {
  std::ostringstream content;
  content << file.content;
  if (file.rest && file.rest(content).has_error()) ADD_FAILURE() << file.name << " cannot be written";
  return content.str();
}

Scenario scenario_of(const ImportedScenario& imported) {
  TempFolder folder;
  for (const auto& file : imported.files) folder.write(file.name, content_of(file));
  for (const auto name : {"body.json", "data/body.json", "image.png", "request.json", "requests.ndjson"})
    folder.write(name, R"({"from": "file"})");
  ParseInput input;
  input.text = imported.text;
  input.file_name = "scenario.yaml";
  input.folder = folder.path();
  input.environment = [&](const std::string& name) -> std::optional<std::string> {
    if (name == "BASE_URL") return "http://127.0.0.1:5000";
    return "value of " + name;
  };
  auto outcome = parse_scenario(input);
  for (const auto& finding : outcome.findings) ADD_FAILURE() << finding.text() << "\n" << imported.text;
  return outcome.scenario.value_or(Scenario{});
}

Scenario scenario_of(const ImportText& input) { return scenario_of(imported(input)); }

const RequestTemplate& request_of(const Scenario& scenario, std::size_t request) {
  return scenario.tasks.at(request).steps.front();
}

std::string header_of(const Scenario& scenario, std::size_t request, const std::string& name) {
  for (const auto* headers : {&request_of(scenario, request).headers, &scenario.headers})
    for (const auto& header : *headers)
      if (same_header(header.name, name)) return header.value;
  return "";
}

std::string body_of(const Scenario& scenario, std::size_t request) {
  const auto& payloads = request_of(scenario, request).bodies.payloads;
  return payloads.empty() ? "" : *payloads.front();
}

}  // namespace plimsoll::test
