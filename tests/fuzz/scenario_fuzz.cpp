// Any text at all as a scenario: it is parsed or refused, and nothing else happens.

#include "scenarios/reading/parse.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  plimsoll::ParseInput input;
  input.text.assign(reinterpret_cast<const char*>(data), size);
  input.file_name = "fuzz.yaml";
  input.folder = "/nonexistent";
  input.environment = [](const std::string& name) { return std::optional<std::string>(name); };
  const auto outcome = plimsoll::parse_scenario(input);
  if (outcome.scenario.has_value() != outcome.findings.empty()) __builtin_trap();
  return 0;
}
