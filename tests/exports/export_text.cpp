#include "tests/exports/export_text.h"

#include "exports/export_reading.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>

namespace plimsoll::test {
namespace {

Result<WrittenExport> result_of(const ExportText& input, const TempFolder& folder) {
  ParseInput parse;
  parse.text = input.scenario;
  parse.file_name = "soak.yaml";
  parse.folder = folder.path();
  parse.environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = input.environment.find(name);
    return found == input.environment.end() ? std::nullopt : std::optional(found->second);
  };
  ExportVariables variables;
  auto outcome = read_for_export(std::move(parse), variables);
  std::string findings;
  for (const auto& finding : outcome.findings) findings += finding.text() + "\n";
  if (!outcome.scenario) return Error{ErrorKind::invalid, findings};
  return export_scenario(*std::move(outcome.scenario), variables,
                         {input.format, "soak.yaml", folder.path(), folder.path(), ""});
}

}  // namespace

WrittenExport exported(const ExportText& input, const TempFolder& folder) {
  auto result = result_of(input, folder);
  if (result.has_error()) ADD_FAILURE() << result.error().message;
  return result.has_error() ? WrittenExport{} : *std::move(result);
}

std::string export_refusal(const ExportText& input, const TempFolder& folder) {
  const auto result = result_of(input, folder);
  if (!result.has_error()) ADD_FAILURE() << "was exported:\n" << result->text;
  return result.has_error() ? result.error().message : "";
}

}  // namespace plimsoll::test
