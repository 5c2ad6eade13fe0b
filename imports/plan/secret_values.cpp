#include "imports/plan/secret_values.h"

#include "core/http/header_names.h"
#include "core/http/secret_names.h"
#include "core/json/json.h"
#include "core/text.h"
#include "imports/plan/url_parts.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

class SecretHiding {
 public:
  explicit SecretHiding(ImportDraft& draft) : draft_(draft) {}

  // False: its body cannot be looked through.
  bool hide_in(ImportedRequest& request) {
    for (auto& header : request.headers) hide_header(header);
    for (auto& pair : request.query) hide_value(pair.name, pair.value, "query");
    for (auto& field : request.body.fields)
      if (!field.is_file) hide_value(field.name, field.value, "form field");
    hide_in_path(request.path);
    return hide_in_text(request.body);
  }

 private:
  // "Bearer abc" keeps its scheme, so that the variable holds the token alone.
  void hide_header(Header& header) {
    if (has_reference(header.value) || header.value.empty()) return;
    const bool secret = is_secret_header(header.name, {}) || is_secret_name(header.name);
    if (!secret && !looks_secret(header.value)) return;
    const auto purpose = fmt::format("header {}", lower_case(header.name));
    const auto blank = header.value.find(' ');
    const bool is_authorization =
        same_header(header.name, "authorization") || same_header(header.name, "proxy-authorization");
    if (is_authorization && blank != std::string::npos &&
        header.value.find_first_of(" ,", blank + 1) == std::string::npos) {
      const auto scheme = header.value.substr(0, blank);
      const bool basic = same_without_case(scheme, "basic");
      header.value = scheme + " " +
                     draft_.reference(basic ? "BASIC_CREDENTIALS" : "API_TOKEN", header.value.substr(blank + 1),
                                      purpose + (basic ? ": base64 of user:password" : ", after " + scheme));
      return;
    }
    const auto wanted = is_authorization ? std::string("AUTHORIZATION") : header.name;
    header.value = draft_.reference(wanted, header.value, purpose);
  }

  void hide_value(std::string_view name, std::string& value, std::string_view where) {
    if (value.empty() || has_reference(value) || (!is_secret_name(name) && !looks_secret(value))) return;
    value = draft_.reference(name, value, fmt::format("{} {}", where, name));
  }

  void hide_in_path(std::string& path) {
    const auto mark = path.find('?');
    const auto plain = std::string_view(path).substr(0, mark);
    std::string result;
    for (std::size_t at = 0; at < plain.size();) {  // a token may be a part of the path itself
      const auto end = std::min(plain.find('/', at), plain.size());
      const auto part = plain.substr(at, end - at);
      result += looks_secret(part) ? draft_.reference("PATH_TOKEN", std::string(part), "a part of the path") : part;
      if (end < plain.size()) result += '/';
      at = end + 1;
    }
    if (mark != std::string::npos) {
      std::string_view rest = std::string_view(path).substr(mark + 1);
      for (char separator = '?'; !rest.empty(); separator = '&') {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        std::string value(pair.substr(std::min(equals + 1, pair.size())));
        hide_value(percent_decoded_text(pair.substr(0, equals)), value, "query, percent-encoded:");
        result += separator;
        result += pair.substr(0, std::min(equals + 1, pair.size()));
        result += value;
      }
    }
    path = std::move(result);
  }

  bool hide_in_text(ImportedBody& body) {
    if (body.kind != ImportedBody::Kind::json && body.kind != ImportedBody::Kind::text) return true;
    if (auto json = parse_ordered_json(body.text); json.is_structured()) {
      if (hide_in_json("", json)) body.text = to_text(json);
      return true;
    }
    if (body.kind == ImportedBody::Kind::json) return false;
    // A pair of a form, a word of a text.
    std::string result;
    std::string_view rest = body.text;
    constexpr std::string_view kEnds = " \t\r\n\"'<>&;,";
    while (!rest.empty()) {
      const auto word = rest.substr(0, std::min(rest.find_first_of(kEnds), rest.size()));
      const auto equals = word.find('=');
      const bool is_pair = equals != std::string_view::npos;
      std::string value(word.substr(is_pair ? equals + 1 : 0));
      if (is_pair || looks_secret(word)) hide_value(is_pair ? word.substr(0, equals) : "TOKEN", value, "body");
      if (is_pair) result += word.substr(0, equals + 1);
      result += value;
      rest.remove_prefix(word.size());
      if (!rest.empty()) result += rest.front(), rest.remove_prefix(1);
    }
    body.text = std::move(result);
    return true;
  }

  bool hide_in_json(std::string_view key, Json& value) {
    bool changed = false;
    if (value.is_string()) {
      auto text = value.get<std::string>();
      hide_value(key, text, "JSON member");
      changed = text != value.get_ref<const std::string&>();
      if (changed) value = std::move(text);
    } else if (value.is_object()) {
      for (auto& [name, member] : value.items()) changed = hide_in_json(name, member) || changed;
    } else if (value.is_array()) {
      for (auto& item : value) changed = hide_in_json(key, item) || changed;
    }
    return changed;
  }

  ImportDraft& draft_;
};

}  // namespace

void hide_secrets(ImportDraft& draft) {
  SecretHiding hiding(draft);
  std::erase_if(draft.requests, [&](ImportedRequest& request) {
    if (hiding.hide_in(request)) return false;
    draft.leave_out(request.place,
                    "a body of JSON that is nested too deep, or has objects too large, to look for secrets in it");
    return true;
  });
}

std::string path_without_secrets(std::string_view path, std::vector<std::string>& dropped) {
  const auto mark = path.find('?');
  std::string result(path.substr(0, mark));
  if (mark == std::string_view::npos) return result;
  auto rest = path.substr(mark + 1);
  char separator = '?';
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decoded_text(pair.substr(0, equals));
    if (is_secret_name(name) || (equals < pair.size() && looks_secret(pair.substr(equals + 1)))) {
      constexpr std::size_t kMostNamed = 1000;
      if (dropped.size() < kMostNamed && std::find(dropped.begin(), dropped.end(), name) == dropped.end())
        dropped.push_back(name);
      continue;
    }
    result += separator;
    result += pair;
    separator = '&';
  }
  return result;
}

}  // namespace plimsoll
