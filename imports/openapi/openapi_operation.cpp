#include "imports/openapi/openapi_operation.h"

#include "core/json/json.h"
#include "core/text.h"
#include "imports/plan/document_value.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using OperationJson = nlohmann::ordered_json;

std::string encoded(const std::string& text) {
  return has_reference(text) ? text : encoded_pairs({{"", text}}, Encoding::query).substr(1);
}

std::string joined(const OperationJson& list, std::string_view separator) {
  std::string text;
  for (const auto& item : list) text += (text.empty() ? "" : std::string(separator)) + text_value(item);
  return text;
}

bool is_json_media(std::string_view type) {
  return type == "application/json" || type.find("+json") != std::string_view::npos || type == "*/*";
}

bool is_file(const OperationJson& property) {
  return text_member(property, "format") == "binary" || !text_member(property, "contentMediaType").empty();
}

// What BentoML, Knative and others serve beside the model.
bool is_of_platform(std::string_view path) {
  constexpr std::array<std::string_view, 4> kEnds = {"/healthz", "/livez", "/readyz", "/metrics"};
  return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return path.ends_with(end); });
}

std::string request_name(const OperationJson& operation) {
  const auto summary = text_member(operation, "summary");
  if (!summary.empty() && summary.size() <= 40) return lower_case(summary);
  return text_member(operation, "operationId");
}

}  // namespace

void OpenapiOperation::add(const OperationPlace& place, const Json& item, const Json& operation) {
  place_ = fmt::format("{}: $.paths['{}'].{}", draft_.source, place.path, place.method);
  request_ = {};
  request_.place = place_;
  request_.name = request_name(operation);
  for (const char c : place.method) request_.method += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  request_.method.erase(0, 3);  // its default
  request_.path = place.path;
  add_parameters(item, operation);
  if (const auto& body = member(operation, "requestBody"); body.is_object()) add_body(body);
  sign_in(operation);
  expect(operation);
  if (place.method == "delete") request_.comment = "deletes: no load sends it until it has a weight; --smoke does";
  if (member(operation, "deprecated") == Json(true))
    request_.comment = "deprecated: no load sends it until it has a weight; --smoke does";
  if (is_of_platform(place.path))
    request_.comment = "asked by a platform: no load sends it until it has a weight; --smoke does";
  if (!request_.comment.empty()) request_.weight = 0;
  bytes_ += bytes_of(request_);
  draft_.requests.push_back(std::move(request_));
}

void OpenapiOperation::add_parameters(const Json& item, const Json& operation) {
  std::vector<const Json*> parameters;
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  for (const auto* list : {&member(item, "parameters"), &member(operation, "parameters")})
    if (list->is_array())
      for (const auto& given : *list) {
        const auto& parameter = references_.resolved(given);
        if (!parameter.is_object()) {
          tell(fmt::format("parameter {}: leads to nothing in this document", text_member(given, "$ref")));
          continue;
        }
        const auto [place, fresh] =
            known.try_emplace({text_member(parameter, "name"), text_member(parameter, "in")}, parameters.size());
        if (fresh) parameters.push_back(&parameter);
        parameters[place->second] = &parameter;
      }
  for (const auto* parameter : parameters) add_parameter(*parameter);
}

OperationJson OpenapiOperation::value_of_parameter(const Json& parameter, bool& has_own) {
  has_own = true;
  if (parameter.contains("example")) return parameter["example"];
  if (const auto& examples = member(parameter, "examples"); examples.is_object() && !examples.empty())
    return member(references_.resolved(*examples.begin()), "value");
  const auto& content = member(parameter, "content");
  if (content.is_object() && !content.empty()) return to_text(example_of_media(*content.begin()));
  Json room;
  const auto& schema = examples_.merged(member(parameter, "schema"), room);
  has_own = schema.is_object() && (schema.contains("example") || schema.contains("examples") ||
                                   (schema.contains("default") && !schema["default"].is_null()));
  return examples_.example_of(member(parameter, "schema"), place_).value_or(Json("text"));
}

void OpenapiOperation::add_parameter(const Json& parameter) {
  const auto name = text_member(parameter, "name");
  const auto in = text_member(parameter, "in");
  bool has_own = false;
  const auto value = value_of_parameter(parameter, has_own);
  if (in == "path")
    return replace_all(request_.path, "{" + name + "}",
                       encoded(value.is_array() ? joined(value, ",") : text_value(value)));
  if (member(parameter, "required") != Json(true) && !has_own) return;
  const auto text = value.is_array() ? joined(value, ",") : text_value(value);
  if (in == "query") {
    const auto style = text_member(parameter, "style");
    if (style == "deepObject" || value.is_object())
      return tell(fmt::format("query parameter {}: an object in a query", name));
    const bool plain = style.empty() || style == "form";
    add_query(name, value, plain && member(parameter, "explode") != Json(false));
  } else if (in == "header") {
    const auto lower = lower_case(name);
    if (lower != "accept" && lower != "content-type" && lower != "authorization")
      request_.headers.push_back({name, text});
  } else if (in == "cookie") {
    request_.headers.push_back({"Cookie", fmt::format("{}={}", name, text)});
  }
}

void OpenapiOperation::add_query(const std::string& name, const Json& value, bool explode) {
  if (!value.is_array()) return request_.query.push_back({name, text_value(value)});
  if (!explode) return request_.query.push_back({name, joined(value, ",")});
  for (const auto& item : value) request_.query.push_back({name, text_value(item)});
}

// Of several types the one that a scenario writes best.
void OpenapiOperation::add_body(const Json& given) {
  const auto& content = member(references_.resolved(given), "content");
  if (!content.is_object() || content.empty()) return;
  auto best = content.begin();
  int best_rank = 100;
  for (auto media = content.begin(); media != content.end(); ++media) {
    const auto& type = media.key();
    const int rank = is_json_media(type)                                     ? 0
                     : type.starts_with("application/x-www-form-urlencoded") ? 1
                     : type.starts_with("multipart/")                        ? 2
                                                                             : 3;
    if (rank < best_rank) best = media, best_rank = rank;
  }
  add_body_of(best.key(), *best);
}

OperationJson OpenapiOperation::example_of_media(const Json& media) {
  if (media.is_object() && media.contains("example")) return media["example"];
  if (const auto& examples = member(media, "examples"); examples.is_object() && !examples.empty()) {
    const auto& first = references_.resolved(*examples.begin());
    if (first.is_object() && first.contains("value")) return first["value"];
  }
  const auto& schema = member(media, "schema");
  if (schema.is_null()) return Json::object();
  if (auto value = examples_.example_of(schema, place_)) return *std::move(value);
  tell("a body whose schema holds itself without an end: write an example into the document");
  return Json::object();
}

void OpenapiOperation::add_body_of(const std::string& type, const Json& media) {
  Json room;
  const auto& schema = examples_.merged(member(media, "schema"), room);
  if (is_json_media(type)) {
    request_.body.kind = ImportedBody::Kind::json;
    request_.body.text = to_text(example_of_media(media));
    if (type != "application/json" && type != "*/*") request_.body.content_type = type;
  } else if (type.starts_with("application/x-www-form-urlencoded") || type.starts_with("multipart/")) {
    add_form(example_of_media(media), schema, type.starts_with("multipart/"), type);
  } else if (is_file(schema) || type == "application/octet-stream" || type.starts_with("image/")) {
    request_.body.kind = ImportedBody::Kind::file;
    request_.body.text = placeholder_file("body");
    request_.body.content_type = type.find('*') == std::string::npos ? type : "application/octet-stream";
  } else {
    request_.body.kind = ImportedBody::Kind::text;
    request_.body.text = text_value(example_of_media(media));
    request_.body.content_type = type;
    if (type.find("xml") != std::string::npos) tell("a body of XML: only an example is written as it is");
  }
}

void OpenapiOperation::add_form(const Json& value, const Json& schema, bool multipart, const std::string& type) {
  if (!value.is_object()) return tell(fmt::format("a body of {} that is no object", type));
  request_.body.kind = multipart ? ImportedBody::Kind::multipart : ImportedBody::Kind::form;
  for (const auto& [name, given] : value.items()) {
    Json room_of_property;
    Json room_of_items;
    const auto& property = examples_.merged(member(member(schema, "properties"), name), room_of_property);
    const bool listed = text_member(property, "type") == "array";
    const auto& items = examples_.merged(member(property, "items"), room_of_items);
    if (multipart && (is_file(property) || (listed && is_file(items)))) {
      request_.body.fields.push_back({name, placeholder_file(name), true});
      continue;
    }
    if (given.is_array())
      for (const auto& item : given) request_.body.fields.push_back({name, text_value(item), false});
    else
      request_.body.fields.push_back({name, text_value(given), false});
  }
}

std::string OpenapiOperation::placeholder_file(const std::string& name) {
  auto file = draft_.bodies_folder + "/placeholder.bin";
  tell(fmt::format("{}: a file: {} stands for it, name a real one", name, file));
  const bool known =
      std::any_of(draft_.files.begin(), draft_.files.end(), [&](const ImportedFile& one) { return one.name == file; });
  if (!known) draft_.files.push_back({file, "a placeholder: name a real file in the scenario\n"});
  return file;
}

// The first way of signing in that a scenario can do.
void OpenapiOperation::sign_in(const Json& operation) {
  const auto& own = member(operation, "security");
  const auto& ways = own.is_array() ? own : member(document_, "security");
  if (!ways.is_array() || ways.empty()) return;
  for (const auto& way : ways) {
    if (!way.is_object()) continue;
    bool done = true;
    for (const auto& [name, scopes] : way.items())
      done =
          sign_in_by(name,
                     references_.resolved(member(member(member(document_, "components"), "securitySchemes"), name))) &&
          done;
    if (done) return;
  }
}

bool OpenapiOperation::sign_in_by(const std::string& name, const Json& scheme) {
  const auto type = text_member(scheme, "type");
  if (type == "apiKey") {
    const auto key = text_member(scheme, "name");
    const auto in = text_member(scheme, "in");
    const auto value = draft_.reference(key, "", fmt::format("{} {}", in, key));
    if (in == "header") request_.headers.push_back({key, value});
    if (in == "query") request_.query.push_back({key, value});
    if (in == "cookie") request_.headers.push_back({"Cookie", fmt::format("{}={}", key, value)});
    return true;
  }
  const bool basic = type == "http" && same_without_case(text_member(scheme, "scheme"), "basic");
  const bool bearer = type == "oauth2" || type == "openIdConnect" ||
                      (type == "http" && same_without_case(text_member(scheme, "scheme"), "bearer"));
  if (!basic && !bearer) {
    tell(fmt::format("security {}: {}: expected apiKey, http basic or bearer, oauth2 or openIdConnect", name,
                     type.empty() ? "not in the document" : type));
    return false;
  }
  const auto value = basic ? "Basic " + draft_.reference("BASIC_CREDENTIALS", "", "base64 of user:password")
                           : "Bearer " + draft_.reference("API_TOKEN", "",
                                                          fmt::format("header authorization, after Bearer ({})", name));
  if (!std::any_of(request_.headers.begin(), request_.headers.end(),
                   [](const Header& header) { return header.name == "Authorization"; }))
    request_.headers.push_back({"Authorization", value});
  return true;
}

void OpenapiOperation::expect(const Json& operation) {
  const auto& responses = member(operation, "responses");
  if (!responses.is_object()) return;
  std::vector<std::string> good;
  for (const auto& [code, response] : responses.items())
    if (code.size() == 3 && code.front() == '2') good.push_back(code == "2XX" ? "2xx" : code);
  if (good.empty()) return;
  request_.expected_status = good.size() == 1 ? good.front() : fmt::format("[{}]", fmt::join(good, ", "));
  if (good.size() == 1 && good.front() != "2xx") expect_members(references_.resolved(member(responses, good.front())));
}

// What an answer of JSON must have, where the document says it.
void OpenapiOperation::expect_members(const Json& answer) {
  const auto& content = member(answer, "content");
  if (!content.is_object() || content.size() != 1 || content.begin().key() != "application/json") return;
  Json room;
  const auto& schema = examples_.merged(member(*content.begin(), "schema"), room);
  const auto& required = member(schema, "required");
  if (!required.is_array()) return;
  for (const auto& name : required) {
    if (!name.is_string() || request_.expected_json.size() == 3) break;
    Json room_of_property;
    const auto& property =
        examples_.merged(member(member(schema, "properties"), name.get<std::string>()), room_of_property);
    const auto& type = member(property, "type");
    const bool plain = std::all_of(name.get_ref<const std::string&>().begin(), name.get_ref<const std::string&>().end(),
                                   [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
    if (!plain || !type.is_string() || member(property, "nullable") == Json(true)) continue;
    request_.expected_json.push_back({"$." + name.get<std::string>(), to_text(Json({{"type", type}}))});
  }
}

}  // namespace plimsoll
