#pragma once

// Scenario files written in the middle of a test. Values; one thread.

#include "scenarios/reading/parse.h"

#include <map>
#include <string>
#include <vector>

namespace plimsoll::test {

using Variables = std::map<std::string, std::string>;

struct ScenarioText {
  std::string text;
  Variables variables = {};
  std::vector<std::string> overrides = {};
  std::filesystem::path folder = PLIMSOLL_TEST_DATA "/scenarios";
};

// As the file "soak.yaml" in tests/data/scenarios, with these environment variables and no others.
ParseOutcome parse(const ScenarioText& scenario);

// Fails the test and tells the findings if there are any.
Scenario parsed(const ScenarioText& scenario);

// A scenario of one GET, with `more` at its end.
std::string with(const std::string& more);
// A scenario whose only request has these lines (each indented by the function).
std::string with_request(const std::string& lines);

// The findings' texts, in order.
std::vector<std::string> findings(const ScenarioText& scenario);

// The only finding; fails the test if there is another number of them.
std::string finding(const ScenarioText& scenario);

}  // namespace plimsoll::test
