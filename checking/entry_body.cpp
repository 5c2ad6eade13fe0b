#include "checking/entry_body.h"

#include "core/json/json.h"
#include "engine/queries/text_filling.h"
#include "scenarios/bodies/multipart.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/hurl/attached_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using Kind = HurlBody::Kind;

// As it stands within the quotes of a JSON string.
std::string within_quotes(const std::string& text) {
  auto quoted = to_text(nlohmann::json(text));
  return quoted.substr(1, quoted.size() - 2);
}

// Where a value of JSON stands: a number, true, false or null.
Result<std::string> json_value(const QueryInsertion& insertion, const QueryValue& value) {
  const auto plain = rendered(value);
  if (!plain)
    return invalid(
        fmt::format("{{{{{}}}}} is {}, which is no value of its own in JSON", insertion.name, type_of(value)));
  auto text = *plain;
  const auto parsed = parse_json(text);
  if (parsed.is_number() || parsed.is_boolean() || parsed.is_null()) return text;
  return invalid(fmt::format("{{{{{}}}}} is a text, which is no JSON: put it in quotes", insertion.name));
}

Result<std::string> filled_json(const QueryText& text, const std::vector<bool>& within_string,
                                const QueryVariables& variables) {
  std::string json = text.literals.front();
  for (std::size_t i = 0; i < text.insertions.size(); ++i) {
    const auto& insertion = text.insertions[i];
    const auto value = value_of(insertion, &variables);
    if (value.has_error()) return value.error();
    const auto plain = rendered(*value);
    if (within_string[i] && !plain)
      return invalid(fmt::format("{{{{{}}}}} is {}, which is no text", insertion.name, type_of(*value)));
    auto piece = within_string[i] ? Result<std::string>(within_quotes(*plain)) : json_value(insertion, *value);
    if (piece.has_error()) return piece.error();
    json += *piece;
    json += text.literals[i + 1];
  }
  return json;
}

Result<std::string> graphql_of(const HurlBody& body, const QueryVariables& variables) {
  const auto query = filled(body.text, &variables);
  if (query.has_error()) return query.error();
  auto json = fmt::format("{{\"query\":{}", to_text(nlohmann::json(*query)));
  if (body.variables) {
    const auto given = filled_json(*body.variables, body.variables_within_string, variables);
    if (given.has_error()) return given.error();
    json += fmt::format(",\"variables\":{}", *given);
  }
  return json + "}";
}

std::string_view implied_type(Kind kind) {
  if (kind == Kind::json || kind == Kind::graphql) return "application/json";
  return kind == Kind::xml ? "application/xml" : "";
}

OptionFault fault_at(const HurlText& text, const Error& error) { return {text.place, error.message}; }

std::variant<EntryBody, OptionFault> form_of(const std::vector<HurlPair>& pairs, const QueryVariables& variables) {
  std::string form;
  for (const auto& pair : pairs) {
    const auto name = filled(pair.key.text, &variables);
    if (name.has_error()) return fault_at(pair.key, name.error());
    const auto value = filled(pair.value.text, &variables);
    if (value.has_error()) return fault_at(pair.value, value.error());
    if (!form.empty()) form += '&';
    form += *name + '=';
    append_encoded(*value, Encoding::query, form);
  }
  return EntryBody{std::move(form), "application/x-www-form-urlencoded", true};
}

// By its name, and by fewer of them than a scenario knows.
std::string_view type_of_part(const std::filesystem::path& file) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes = {{{".gif", "image/gif"},
                                                                                     {".jpg", "image/jpeg"},
                                                                                     {".jpeg", "image/jpeg"},
                                                                                     {".png", "image/png"},
                                                                                     {".svg", "image/svg+xml"},
                                                                                     {".txt", "text/plain"},
                                                                                     {".htm", "text/html"},
                                                                                     {".html", "text/html"},
                                                                                     {".pdf", "application/pdf"},
                                                                                     {".xml", "application/xml"}}};
  const auto extension = file.extension();
  for (const auto& [end, type] : kTypes)
    if (extension == end) return type;
  return "application/octet-stream";
}

std::variant<FormPart, OptionFault> part_of(const HurlPart& from, const EntryContext& context) {
  FormPart part;
  auto name = filled(from.key.text, &context.variables);
  if (name.has_error()) return fault_at(from.key, name.error());
  part.name = *std::move(name);
  auto value = filled(from.value.text, &context.variables);
  if (value.has_error()) return fault_at(from.value, value.error());
  if (!from.is_file) {
    part.content = *std::move(value);
    return part;
  }
  auto content = content_of(*value, context);
  if (content.has_error()) return fault_at(from.value, content.error());
  part.content = *std::move(content);
  part.file_name = *value;
  part.content_type = type_of_part(*value);
  if (from.content_type) {
    auto type = filled(from.content_type->text, &context.variables);
    if (type.has_error()) return fault_at(*from.content_type, type.error());
    part.content_type = *std::move(type);
  }
  return part;
}

std::variant<EntryBody, OptionFault> multipart_of(const std::vector<HurlPart>& from, const EntryContext& context) {
  std::vector<FormPart> parts;
  for (const auto& one : from) {
    auto part = part_of(one, context);
    if (auto* fault = std::get_if<OptionFault>(&part)) return std::move(*fault);
    parts.push_back(std::get<FormPart>(std::move(part)));
  }
  const auto made = multipart_body(parts);
  return EntryBody{*made.payloads.front(), made.content_type, true};
}

}  // namespace

Result<std::string> content_of(const std::string& name, const EntryContext& context) {
  return attached_content(context.folder, name);
}

Result<std::string> body_of(const HurlBody& body, const EntryContext& context) {
  if (body.kind == Kind::bytes) return body.octets;
  if (body.kind == Kind::graphql) return graphql_of(body, context.variables);
  if (body.kind == Kind::json && body.within_string.size() == body.text.insertions.size())
    return filled_json(body.text, body.within_string, context.variables);
  auto text = filled(body.text, &context.variables);
  if (text.has_error() || body.kind != Kind::file) return text;
  return content_of(*text, context);
}

std::variant<EntryBody, OptionFault> entry_body(const HurlRequest& request, const EntryContext& context) {
  if (!request.form.empty()) return form_of(request.form, context.variables);
  if (!request.multipart.empty()) return multipart_of(request.multipart, context);
  if (!request.body) return EntryBody{};
  auto content = body_of(*request.body, context);
  if (content.has_error()) return OptionFault{request.body->place, content.error().message};
  return EntryBody{*std::move(content), std::string(implied_type(request.body->kind)), true};
}

}  // namespace plimsoll
