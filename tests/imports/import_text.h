#pragma once

// Imports a text in the middle of a test, and reads the scenario that came of it. Values; one thread.

#include "imports/import.h"
#include "scenarios/scenario.h"

#include <string>

namespace plimsoll::test {

struct ImportText {
  std::string text;
  std::string name = "input.txt";
  ImportRequest request{};
};

// Fails the test where it cannot be imported.
ImportedScenario imported(const ImportText& input);

// The message of what cannot be imported; empty, and the test fails, where it can be.
std::string refusal(const ImportText& input);

// All of it.
std::string content_of(const ImportedFile& file);

// What the parser makes of it; fails the test and tells its findings. Every variable is set to "value of NAME". The
// files beside it are written to a folder of the test's own first.
Scenario scenario_of(const ImportedScenario& imported);
Scenario scenario_of(const ImportText& input);

// The header of a request as it would be sent, the scenario's too; empty: there is none.
std::string header_of(const Scenario& scenario, std::size_t request, const std::string& name);
std::string body_of(const Scenario& scenario, std::size_t request);
const RequestTemplate& request_of(const Scenario& scenario, std::size_t request);

}  // namespace plimsoll::test
