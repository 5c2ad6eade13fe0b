#include "exports/export.h"

#include "exports/curl_export.h"
#include "exports/export_draft.h"
#include "exports/hurl_export.h"
#include "exports/k6_export.h"
#include "exports/locust_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace plimsoll {
namespace {

struct ExportRow {
  std::string_view name;
  ExportFormat format;
  Result<std::string> (*write)(ExportDraft& draft, const std::string& out);
};
constexpr std::array kExports = {
    ExportRow{"hurl", ExportFormat::hurl, write_hurl}, ExportRow{"curl", ExportFormat::curl, write_curl},
    ExportRow{"locust", ExportFormat::locust, write_locust}, ExportRow{"k6", ExportFormat::k6, write_k6}};

}  // namespace

std::optional<ExportFormat> export_format(std::string_view name) {
  for (const auto& row : kExports)
    if (row.name == name) return row.format;
  return std::nullopt;
}

std::string export_format_names() {
  std::string names;
  for (const auto& row : kExports) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

Result<WrittenExport> export_scenario(Scenario scenario, ExportVariables& variables, const ExportQuestion& question) {
  if (scenario.tasks.empty())
    return invalid(fmt::format("{}: has no requests of its own: a log to replay is not exported", question.source));
  variables.hide_secrets(scenario);
  ExportDraft draft{scenario, variables, question.source, question.from, question.to};
  const auto row = std::find_if(kExports.begin(), kExports.end(),
                                [&](const ExportRow& one) { return one.format == question.format; });
  auto text = row->write(draft, question.out);
  if (text.has_error()) return text.error();
  WrittenExport file{*std::move(text), {}, 0};
  for (const auto& one : draft.unsaid)
    file.unsaid.push_back(fmt::format("{}: {}: {}", question.source, one.place, variables.shown(one.what)));
  for (const auto* task : scenario.all_tasks()) file.requests += task->steps.size();
  return file;
}

}  // namespace plimsoll
