#pragma once

// A service that runs, asked what it is, as the scenario that fits it. Whoever asks bounds sizes and times; at most
// some fifty questions. One thread.

#include "imports/import.h"
#include "imports/services/told_answer.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ServiceQuestion {
  AskService ask;
  std::string target;                           // "http://127.0.0.1:8000"
  std::string scenario_file = "scenario.yaml";  // its name, for what is written beside it
};

struct FoundService {
  std::vector<std::string> asked;  // "GET /openapi.json: 404"
  std::string choice;              // "KServe V2, GET /v2"; empty: nothing was found
  std::optional<ImportedScenario> scenario{};
};

// Of several that it is, the one that says most exactly what a prediction is: KServe, OpenAI, then its OpenAPI page.
Result<FoundService> scenario_of_service(const ServiceQuestion& question);

}  // namespace plimsoll
