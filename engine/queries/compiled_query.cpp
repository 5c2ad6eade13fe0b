#include "engine/queries/compiled_query.h"

#include "core/text.h"
#include "engine/queries/answer_text.h"
#include "engine/queries/cookie_parts.h"
#include "engine/queries/header_values.h"
#include "engine/queries/json_lookup.h"
#include "engine/queries/octets.h"

#include <fmt/format.h>

#include <chrono>

namespace plimsoll {
namespace {

using Source = Query::Source;
using nlohmann::json;

QueryResult there_is(json value) { return std::optional<QueryValue>(std::move(value)); }

QueryResult header_of(const Response& response, const std::string& name) {
  const auto values = header_values(response.headers, lower_case(name));
  if (values.empty()) return std::optional<QueryValue>();
  if (values.size() == 1) return there_is(values.front());
  return there_is(json(values));
}

// Of "text/html; charset=utf-8".
std::string charset_of(const Response& response) {
  const auto type = lower_case(response.header("content-type").value_or(""));
  const auto at = type.find("charset=");
  if (at == std::string::npos) return "utf-8";
  auto charset = std::string_view(type).substr(at + 8);
  charset = trimmed(charset.substr(0, charset.find(';')));
  if (charset.size() >= 2 && charset.front() == '"') charset = charset.substr(1, charset.size() - 2);
  return std::string(charset);
}

Result<std::string> text_of_body(const Response& response) {
  const auto charset = charset_of(response);
  if (charset == "utf-8" || charset == "utf8") {
    if (is_utf8(response.body)) return response.body;
  } else if (auto text = decoded_charset(response.body, charset)) {
    return *std::move(text);
  }
  return invalid(fmt::format("the body is no text of the character set {}: ask for bytes", charset));
}

QueryResult at_path(JsonBody& body, const JsonPath& path) {
  if (!body.is_built() && path.is_one_place()) {
    json value;
    const auto came = JsonLookup::at(body.text(), path, value);
    if (came == JsonLookup::Came::found) return there_is(std::move(value));
    if (came == JsonLookup::Came::nothing) return std::optional<QueryValue>();
  }
  const auto* root = body.get();
  if (root == nullptr) return invalid(body.problem());
  return selected(path, *root);
}

QueryResult variable_of(const QueryVariables* variables, const std::string& name) {
  const auto* value = variables != nullptr ? variables->find(name) : nullptr;
  return value != nullptr ? std::optional<QueryValue>(*value) : std::nullopt;
}

QueryResult of_origin(const AnswerOrigin& origin, Source source) {
  if (source == Source::url) return there_is(origin.url);
  if (source == Source::ip) {
    if (!origin.ip.empty()) return there_is(origin.ip);
    return invalid("ip: the address of a name is not kept: put an address into the URL");
  }
  auto redirects = json::array();
  for (const auto& redirect : origin.redirects)
    redirects.push_back({{"location", redirect.location}, {"status", redirect.status}});
  return there_is(std::move(redirects));
}

}  // namespace

Result<CompiledQuery> CompiledQuery::compile(const Query& query) {
  CompiledQuery compiled(query);
  if (query.source == Source::regex) {
    auto pattern = PreparedText<QueryPattern>::prepare(query.argument);
    if (pattern.has_error()) return pattern.error();
    compiled.pattern_ = std::move(*pattern);
  }
  if (query.source == Source::json_path) {
    auto path = PreparedText<JsonPath>::prepare(query.argument);
    if (path.has_error()) return path.error();
    compiled.path_ = std::move(*path);
  }
  auto filters = QueryFilters::compile(query.filters);
  if (filters.has_error()) return filters.error();
  compiled.filters_ = std::move(*filters);
  return compiled;
}

QueryResult CompiledQuery::find(Answer& answer) const {
  auto value = source(answer);
  if (value.has_error() || query_.filters.empty()) return value;
  return filters_.apply(std::move(*value), answer.variables);
}

QueryResult CompiledQuery::source(Answer& answer) const {
  if (asks_for_body(query_)) return in_body(answer);
  if (asks_for_origin(query_)) {
    if (answer.origin == nullptr) return invalid("where the answer came from is not known here");
    return of_origin(*answer.origin, query_.source);
  }
  const auto& response = answer.response;
  if (query_.source == Source::status) return there_is(response.status);
  if (query_.source == Source::version) return there_is("1.1");
  if (query_.source == Source::duration)
    return there_is(std::chrono::duration_cast<std::chrono::milliseconds>(response.done - response.sent).count());
  const auto name = filled(query_.argument, answer.variables);
  if (name.has_error()) return name.error();
  if (query_.source == Source::header) return header_of(response, *name);
  if (query_.source == Source::cookie) return cookie_part(response.headers, *name, query_.cookie_part);
  return variable_of(answer.variables, *name);
}

QueryResult CompiledQuery::in_body(Answer& answer) const {
  const auto& response = answer.response;
  if (query_.source == Source::bytes) return std::optional<QueryValue>(QueryBytes{response.body});
  if (query_.source == Source::sha256) return std::optional<QueryValue>(QueryBytes{digest(response.body, "SHA256")});
  if (query_.source == Source::md5) return std::optional<QueryValue>(QueryBytes{digest(response.body, "MD5")});
  if (query_.source == Source::text) return there_is(answer_text(answer));
  if (path_) {
    const auto path = path_->get(answer.variables);
    return path.has_error() ? QueryResult(path.error()) : at_path(answer.json, **path);
  }
  auto text = text_of_body(response);
  if (text.has_error()) return text.error();
  if (!pattern_) return there_is(*std::move(text));
  const auto pattern = pattern_->get(answer.variables);
  if (pattern.has_error()) return pattern.error();
  const auto group = first_group(**pattern, *text);
  if (group.has_error()) return group.error();
  return *group ? there_is(**group) : std::optional<QueryValue>();
}

}  // namespace plimsoll
