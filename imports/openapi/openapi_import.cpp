#include "imports/openapi/openapi_import.h"

#include "core/text.h"
#include "imports/openapi/openapi_operation.h"
#include "imports/plan/document_value.h"
#include "imports/plan/url_parts.h"

#include <fmt/format.h>
#include <array>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using SpecJson = nlohmann::ordered_json;

constexpr std::array<std::string_view, 8> kMethods = {"get",    "post", "put",     "patch",
                                                      "delete", "head", "options", "trace"};

constexpr std::size_t kMostBytes = std::size_t{256} << 20;

// The first server, its variables with their defaults.
std::string server_of(const SpecJson& where) {
  const auto& servers = member(where, "servers");
  if (!servers.is_array() || servers.empty()) return "";
  auto url = text_member(servers.front(), "url");
  if (const auto& variables = member(servers.front(), "variables"); variables.is_object())
    for (const auto& [name, variable] : variables.items())
      replace_all(url, "{" + name + "}", text_value(member(variable, "default")));
  while (url.ends_with('/')) url.pop_back();
  return url;
}

void find_target(const SpecJson& document, ImportDraft& draft) {
  const auto server = server_of(document);
  const auto split = server.empty() ? std::nullopt : split_url(server);
  if (split && !split->origin.empty()) {
    draft.fallback_target = split->origin + (split->path == "/" ? "" : split->path);
    draft.guessed_target = false;
    return;
  }
  if (split) draft.base_path = split->path == "/" ? "" : split->path;
  draft.fallback_target += draft.base_path;
}

Result<> add_paths(const SpecJson& document, const SpecJson& paths, ImportDraft& draft) {
  const DocumentReferences references(document);
  OpenapiOperation operations(document, draft);
  for (const auto& [path, given] : paths.items()) {
    const auto place = fmt::format("{}: $.paths['{}']", draft.source, path);
    const auto& item = references.resolved(given);
    if (!item.is_object() || !path.starts_with('/')) {
      if (!path.starts_with("x-")) draft.leave_out(place, "expected a path like /items with its operations");
      continue;
    }
    if (member(item, "servers").is_array()) draft.leave_out(place + ".servers", "a scenario has one target");
    for (const auto method : kMethods) {
      const auto& operation = member(item, method);
      if (!operation.is_object()) continue;
      operations.add({path, std::string(method)}, item, operation);
      if (operations.bytes() > kMostBytes)
        return invalid(place + ": the requests until here are more than 256 MiB: split the document");
    }
  }
  return {};
}

}  // namespace

Result<> import_openapi(const std::string& text, ImportDraft& draft) {
  draft.format = "OpenAPI";
  const auto document = read_document(text, draft.source);
  if (document.has_error()) return document.error();
  if (document->contains("swagger"))
    return invalid(fmt::format(
        "{}: Swagger 2.0: convert it to OpenAPI 3 first, for example with swagger2openapi or editor.swagger.io",
        draft.source));
  const auto version = text_value(member(*document, "openapi"));
  if (!version.starts_with("3."))
    return invalid(fmt::format("{}: $.openapi: expected 3.0 or 3.1, got {}", draft.source, version));
  const auto& paths = member(*document, "paths");
  if (!paths.is_object() || paths.empty())
    return invalid(fmt::format("{}: $.paths: expected at least one path", draft.source));
  if (const auto title = text_member(member(*document, "info"), "title"); !title.empty()) draft.name = title;
  find_target(*document, draft);
  if (const auto added = add_paths(*document, paths, draft); added.has_error()) return added.error();
  if (const auto& hooks = member(*document, "webhooks"); hooks.is_object() && !hooks.empty())
    draft.leave_out(fmt::format("{}: $.webhooks", draft.source), "requests that the API sends itself");
  if (draft.guessed_target)
    draft.leave_out(fmt::format("{}: $.servers", draft.source),
                    fmt::format("names no host: {} is a guess, --target names another", draft.fallback_target));
  return {};
}

}  // namespace plimsoll
