// Any text as a scenario: refused, or a file for each other tool that shows no value of a variable and none of our
// markers. The first byte says how values of the environment look.

#include "core/utf8.h"
#include "exports/export.h"
#include "exports/export_reading.h"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  plimsoll::ParseInput input;
  input.text.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (has(input.text, "plimsollvariable") || has(input.text, "sesame")) return 0;
  input.file_name = "soak.yaml";
  input.folder = "/nonexistent";
  input.allowed = {false, false, true};
  // Only a place that takes nothing else sees it, and there it is no secret: a number, a duration.
  const std::string value = data[0] % 2 == 0 ? "sesame" : "5";
  input.environment = [&](const std::string&) -> std::optional<std::string> { return value; };
  for (const auto format : {plimsoll::ExportFormat::hurl, plimsoll::ExportFormat::curl, plimsoll::ExportFormat::locust,
                            plimsoll::ExportFormat::k6}) {
    plimsoll::ExportVariables variables;
    auto outcome = plimsoll::read_for_export(input, variables);
    if (!outcome.scenario) return 0;
    const auto file = plimsoll::export_scenario(*std::move(outcome.scenario), variables,
                                                {format, "soak.yaml", "/nonexistent", "/nonexistent", "out"});
    if (file.has_error()) continue;
    demand(!has(file->text, "plimsollvariable") && !has(file->text, "sesame"));
    for (const auto& one : file->unsaid) demand(!has(one, "plimsollvariable") && !has(one, "sesame"));
  }
  return 0;
}
