#include "tests/engine/load/flow_run.h"

#include "scenarios/reading/parse.h"

#include <gtest/gtest.h>

#include <utility>

namespace plimsoll {

Scenario flow_scenario(const std::string& text) {
  ParseInput input;
  input.text = "target: http://h\n" + text;
  input.file_name = "flow.yaml";
  auto outcome = parse_scenario(input);
  for (const auto& finding : outcome.findings) ADD_FAILURE() << finding.text();
  return outcome.scenario.value_or(closed_scenario(1, 1, NoWait{}, std::chrono::seconds(1)));
}

FakeAnswer answer_with(std::string body, int status, std::string headers) {
  FakeAnswer answer;
  answer.latency = std::chrono::milliseconds(100);
  answer.status = status;
  answer.body = std::move(body);
  answer.headers = std::move(headers);
  return answer;
}

}  // namespace plimsoll
