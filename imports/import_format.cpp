#include "imports/import_format.h"

#include "core/text.h"
#include "imports/curl/curl_import.h"
#include "imports/logs/access_log_import.h"

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

struct FormatName {
  ImportFormat format;
  std::string_view name;
};
constexpr std::array kFormats = {FormatName{ImportFormat::curl, "curl"},
                                 FormatName{ImportFormat::openapi, "openapi"},
                                 FormatName{ImportFormat::har, "har"},
                                 FormatName{ImportFormat::postman, "postman"},
                                 FormatName{ImportFormat::opencollection, "opencollection"},
                                 FormatName{ImportFormat::access_log, "access-log"},
                                 FormatName{ImportFormat::locust, "locust"},
                                 FormatName{ImportFormat::k6, "k6"}};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool has_line(std::string_view text, std::string_view begin) {
  return text.starts_with(begin) || has(text, "\n" + std::string(begin));
}

// In a document of JSON or YAML.
bool has_key(std::string_view text, std::string_view key) {
  const auto begin = trimmed(text);
  if (begin.starts_with('{')) return has(text, "\"" + std::string(key) + "\"");
  return has_line(text, std::string(key) + ":");
}

}  // namespace

std::string_view to_string(ImportFormat format) {
  return std::find_if(kFormats.begin(), kFormats.end(), [&](const FormatName& row) { return row.format == format; })
      ->name;
}

std::optional<ImportFormat> import_format(std::string_view name) {
  for (const auto& row : kFormats)
    if (row.name == name) return row.format;
  return std::nullopt;
}

std::string import_format_names() {
  std::string names;
  for (const auto& row : kFormats) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

std::optional<ImportFormat> format_of(std::string_view head) {
  const auto begin = trimmed(head);
  const bool is_object = begin.starts_with('{');
  if (has_key(head, "opencollection")) return ImportFormat::opencollection;
  if (has_key(head, "openapi") || has_key(head, "swagger")) return ImportFormat::openapi;
  if (is_object && has(head, "\"log\"") && has(head, "\"entries\"")) return ImportFormat::har;
  if (is_object && has(head, "\"item\"") && has(head, "\"info\"")) return ImportFormat::postman;
  if (has_line(head, "from locust") || has_line(head, "import locust")) return ImportFormat::locust;
  if (has(head, "'k6") || has(head, "\"k6/http\"") || has(head, "\"k6\"")) return ImportFormat::k6;
  if (looks_like_curl(head)) return ImportFormat::curl;
  if (has_line(head, "http:") && has_line(head, "info:")) return ImportFormat::opencollection;
  if (looks_like_access_log(head)) return ImportFormat::access_log;
  return std::nullopt;
}

}  // namespace plimsoll
