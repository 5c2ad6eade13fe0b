#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>

#include <sstream>

namespace plimsoll::test {

ParseOutcome parse(const ScenarioText& scenario) {
  ParseInput input;
  input.text = scenario.text;
  input.file_name = "soak.yaml";
  input.folder = scenario.folder;
  for (const auto& one : scenario.overrides) input.overrides.push_back(override_of(one, "--set"));
  input.environment = [variables = scenario.variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  return parse_scenario(input);
}

Scenario parsed(const ScenarioText& scenario) {
  auto outcome = parse(scenario);
  for (const auto& one : outcome.findings) ADD_FAILURE() << one.text();
  return outcome.scenario.value_or(Scenario{});
}

std::string with(const std::string& more) {
  return "target: http://127.0.0.1:5000\nrequests: [{get: /health}]\n" + more;
}

std::string with_request(const std::string& lines) {
  std::string text = "target: http://127.0.0.1:5000\nrequests:\n  -\n";
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) text += "    " + line + "\n";
  return text;
}

std::vector<std::string> findings(const ScenarioText& scenario) {
  auto outcome = parse(scenario);
  EXPECT_EQ(outcome.scenario.has_value(), outcome.findings.empty());
  std::vector<std::string> texts;
  for (const auto& one : outcome.findings) texts.push_back(one.text());
  return texts;
}

std::string finding(const ScenarioText& scenario) {
  const auto texts = findings(scenario);
  EXPECT_EQ(texts.size(), 1u);
  for (std::size_t i = 1; i < texts.size(); ++i) ADD_FAILURE() << "also: " << texts[i];
  return texts.empty() ? "" : texts.front();
}

}  // namespace plimsoll::test
