#include "imports/import.h"

#include "imports/collections/opencollection_import.h"
#include "imports/collections/postman_import.h"
#include "imports/curl/curl_import.h"
#include "imports/har/har_import.h"
#include "imports/logs/access_log_import.h"
#include "imports/openapi/openapi_import.h"
#include "imports/plan/plan_finishing.h"
#include "imports/plan/replay_writing.h"
#include "imports/plan/scenario_text.h"
#include "imports/scripts/k6_import.h"
#include "imports/scripts/locust_import.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

std::string name_of(const std::string& source) {
  const auto file = source.substr(source.find_last_of('/') == std::string::npos ? 0 : source.find_last_of('/') + 1);
  return file.substr(0, file.rfind('.') == 0 ? std::string::npos : file.rfind('.'));
}

Result<> read_into(ImportDraft& draft, ImportFormat format, ImportSource& source, const ImportRequest& request) {
  if (format == ImportFormat::har) return import_har(source.stream(), request.timed, draft);
  if (format == ImportFormat::access_log) return import_access_log(source.stream(), draft);
  auto text = source.text();
  if (text.has_error()) return text.error();
  switch (format) {
    case ImportFormat::curl:
      return import_curl(*text, request.folders, draft);
    case ImportFormat::openapi:
      return import_openapi(*text, draft);
    case ImportFormat::postman:
      return import_postman(*text, request.folders, draft);
    case ImportFormat::opencollection:
      return import_opencollection(*text, request.folders, draft);
    case ImportFormat::locust:
      return import_locust(*text, draft);
    case ImportFormat::k6:
      return import_k6(*text, draft);
    case ImportFormat::har:
    case ImportFormat::access_log:
      break;
  }
  return {};
}

}  // namespace

Result<ImportedScenario> import_scenario(ImportSource& source, const ImportRequest& request) {
  const auto format = request.format ? request.format : format_of(source.head());
  if (!format && source.head().find_first_not_of(" \t\r\n") == std::string_view::npos)
    return invalid(fmt::format("{}: is empty", source.name()));
  if (!format)
    return invalid(fmt::format("{}: cannot tell what this is: expected one of {}; name it with --from", source.name(),
                               import_format_names()));
  if (request.timed && *format != ImportFormat::har)
    return Error{ErrorKind::usage, fmt::format("--timed: of a HAR; {} is {}", source.name(), to_string(*format))};
  ImportDraft draft;
  draft.source = source.name();
  draft.name = name_of(source.name());
  draft.bodies_folder = name_of(request.scenario_file) + "-bodies";
  draft.guessed_target = request.target.empty();
  if (!draft.guessed_target) draft.fallback_target = request.target;
  if (auto done = read_into(draft, *format, source, request); done.has_error()) return done.error();
  if (!request.target.empty()) {
    draft.fallback_target = request.target + draft.base_path;
    for (auto& one : draft.requests) one.origin.clear();
  }
  if (auto done = finish_plan(draft); done.has_error()) return done.error();
  if (request.timed && *format == ImportFormat::har)
    if (auto done = make_replay(draft); done.has_error()) return done.error();
  ImportedScenario scenario;
  scenario.text = write_scenario(draft, request.scenario_file);
  scenario.files = std::move(draft.files);
  scenario.requests = draft.requests.size();
  for (const auto& one : draft.left_out) scenario.left_out.push_back(text_of(one));
  for (const auto& [name, purpose] : draft.variables) scenario.variables.push_back(name);
  return scenario;
}

}  // namespace plimsoll
