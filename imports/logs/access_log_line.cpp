#include "imports/logs/access_log_line.h"

#include "core/json/json.h"
#include "core/text.h"
#include "imports/plan/document_value.h"
#include "imports/plan/instants.h"
#include "imports/plan/url_parts.h"
#include "scenarios/bodies/url_encoding.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using LogJson = nlohmann::ordered_json;

bool is_method(std::string_view word) {
  return word.size() >= 3 && word.size() <= 10 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// "GET /path HTTP/1.1"
bool read_request_line(std::string_view text, AccessLogLine& line) {
  const auto method_end = text.find(' ');
  if (method_end == std::string_view::npos || !is_method(text.substr(0, method_end))) return false;
  const auto rest = text.substr(method_end + 1);
  const auto path =
      rest.substr(0, rest.rfind(" HTTP/") == std::string_view::npos ? rest.find(' ') : rest.rfind(" HTTP/"));
  const auto split =
      path.starts_with('/') || path.find("://") != std::string_view::npos ? split_url(path) : std::nullopt;
  if (!split) return false;
  line.method = text.substr(0, method_end);
  line.path = encoded_path(split->path);
  return true;
}

std::optional<double> instant_in(std::string_view text) {
  if (const auto bracket = text.find('['); bracket != std::string_view::npos) {
    const auto end = text.find(']', bracket);
    if (end != std::string_view::npos)
      if (const auto instant = instant_of(text.substr(bracket + 1, end - bracket - 1))) return instant;
  }
  const auto begin = text.find_first_of("0123456789");
  const bool is_date = begin != std::string_view::npos && begin + 19 <= text.size() && text[begin + 4] == '-';
  return is_date ? instant_of(text.substr(begin)) : std::nullopt;
}

std::optional<AccessLogLine> read_text_line(std::string_view text) {
  AccessLogLine line;
  for (auto quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"', quote + 1)) {
    const auto end = text.find('"', quote + 1);
    if (end == std::string_view::npos) break;
    if (!read_request_line(text.substr(quote + 1, end - quote - 1), line)) continue;
    line.instant_s = instant_in(text.substr(0, quote));
    return line;
  }
  return std::nullopt;
}

template <std::size_t Count>
std::string first_text(const LogJson& value, const std::array<std::string_view, Count>& keys) {
  for (const auto key : keys)
    if (const auto& one = member(value, key); one.is_string() || one.is_number()) return text_value(one);
  return "";
}

std::optional<AccessLogLine> read_json_line(std::string_view text) {
  constexpr std::array<std::string_view, 11> kTimes = {"ts",           "time",       "timestamp", "@timestamp",
                                                       "time_iso8601", "start_time", "msec",      "time_local",
                                                       "date",         "datetime",   "asctime"};
  constexpr std::array<std::string_view, 6> kMethods = {"method",      "request_method", "verb",
                                                        "http_method", ":method",        "req_method"};
  constexpr std::array<std::string_view, 9> kPaths = {
      "request_uri", "uri", "path", "url", "x_envoy_original_path", "request_path", "target", ":path", "http_path"};
  constexpr std::array<std::string_view, 6> kHosts = {"host",       "authority",   "http_host",
                                                      ":authority", "server_name", "vhost"};
  const auto whole = parse_ordered_json(text);
  if (!whole.is_object()) return std::nullopt;
  AccessLogLine line;
  const auto& request = member(whole, "request");
  const auto& inner = request.is_object() ? request : whole;
  const bool by_line = request.is_string() && read_request_line(request.get_ref<const std::string&>(), line);
  if (!by_line) {
    line.method = first_text(inner, kMethods);
    const auto split = split_url(first_text(inner, kPaths));
    if (!is_method(line.method) || !split) return std::nullopt;
    line.path = encoded_path(split->path);
  }
  line.host = first_text(inner, kHosts);
  if (const auto time = first_text(whole, kTimes); !time.empty()) line.instant_s = instant_of(time);
  return line;
}

}  // namespace

std::optional<AccessLogLine> read_access_log_line(std::string_view line) {
  const auto text = trimmed(line);
  return text.starts_with('{') ? read_json_line(text) : read_text_line(text);
}

}  // namespace plimsoll
