#include "imports/collections/opencollection_import.h"

#include "core/json/json.h"
#include "core/text.h"
#include "imports/collections/collection_request.h"
#include "imports/collections/collection_variables.h"
#include "imports/plan/document_value.h"
#include "imports/plan/imported_body.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

using BrunoJson = nlohmann::ordered_json;

bool is_off(const BrunoJson& row) {
  return member(row, "disabled") == BrunoJson(true) || member(row, "enabled") == BrunoJson(false);
}

class OpencollectionReader {
 public:
  OpencollectionReader(const FolderPair& folders, ImportDraft& draft)
      : folders_(folders), draft_(draft), variables_(draft) {}

  void read(const BrunoJson& collection) {
    const auto& environments = member(member(collection, "config"), "environments");
    if (environments.is_array() && !environments.empty()) {
      set_variables(member(environments.front(), "variables"));
      if (environments.size() > 1)
        draft_.leave_out(place_of("$.config.environments"),
                         fmt::format("of several the first is taken, {}", text_member(environments.front(), "name")));
    }
    const auto& common = member(collection, "request");
    set_variables(member(common, "variables"));
    tell_scripts(common, "$.request");
    if (is_request(collection)) return read_request(collection, "$", {});
    read_items(collection, "$", sign_in_of(common, {}), member(common, "headers"));
  }

 private:
  std::string place_of(const std::string& path) const { return fmt::format("{}: {}", draft_.source, path); }
  std::string filled(const BrunoJson& text) {
    return variables_.filled(text.is_null() ? "" : text_value(text), place_);
  }

  void set_variables(const BrunoJson& list) {
    if (!list.is_array()) return;
    for (const auto& one : list)
      if (!is_off(one) && member(one, "secret") != BrunoJson(true) && !member(one, "value").is_null())
        variables_.set(text_member(one, "name"), variable_value(member(one, "value")));
  }

  // Of several the one that is selected, else the first.
  static const BrunoJson& selected(const BrunoJson& list, std::string_view key) {
    if (!list.is_array()) return list;
    static const BrunoJson kNothing;
    if (list.empty()) return kNothing;
    for (const auto& one : list)
      if (member(one, "selected") == BrunoJson(true)) return member(one, std::string(key));
    return member(list.front(), std::string(key));
  }

  // Text, or {type, data}; or several of them with titles.
  static std::string variable_value(const BrunoJson& value) {
    const auto& one = selected(value, "value");
    if (one.is_null()) return {};
    return one.is_object() ? text_member(one, "data") : text_value(one);
  }

  static bool is_request(const BrunoJson& item) {
    return member(item, "http").is_object() || member(item, "graphql").is_object();
  }

  void tell_scripts(const BrunoJson& where, const std::string& path) {
    for (const auto key : {"scripts", "actions"})
      if (const auto& one = member(where, key); !one.is_null() && !one.empty())
        draft_.leave_out(place_of(fmt::format("{}.{}", path, key)), "of a folder or the collection: not converted");
  }

  void read_items(const BrunoJson& where, const std::string& path, const CollectionSignIn& sign_in,
                  const BrunoJson& headers) {
    const auto& items = member(where, "items");
    if (!items.is_array()) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto& item = items[i];
      const auto here = fmt::format("{}.items[{}]", path, i);
      if (member(item, "items").is_array()) {
        const auto& common = member(item, "request");
        auto outer = variables_.values();
        set_variables(member(common, "variables"));
        tell_scripts(common, here + ".request");
        read_items(item, here, sign_in_of(common, sign_in), with_own(headers, member(common, "headers")));
        variables_.restore(std::move(outer));
      } else if (is_request(item)) {
        const auto count = draft_.requests.size();
        read_request(item, here, sign_in);
        if (draft_.requests.size() > count) add_headers(headers, draft_.requests.back(), true);
      } else {
        const auto told = text_member(member(item, "info"), "type");
        const auto type = told.empty() ? text_member(item, "type") : told;
        draft_.leave_out(place_of(here),
                         fmt::format("{}: requests of HTTP are taken", type.empty() ? "no request" : type));
      }
    }
  }

  // A folder's headers in front of those above it: the first of a name is taken.
  static BrunoJson with_own(const BrunoJson& above, const BrunoJson& own) {
    if (!own.is_array()) return above;
    auto all = own;
    if (above.is_array())
      for (const auto& header : above) all.push_back(header);
    return all;
  }

  static CollectionSignIn sign_in_of(const BrunoJson& where, const CollectionSignIn& above) {
    const auto& auth = member(where, "auth");
    if (!auth.is_object()) return above;
    CollectionSignIn own;
    for (const auto& [key, value] : auth.items())
      if (!value.is_structured()) own.fields[key] = text_value(value);
    if (const auto& credentials = member(auth, "credentials"); credentials.is_object())
      for (const auto& [key, value] : credentials.items()) own.fields[key] = text_value(value);
    own.way = text_member(auth, "type");
    return own.way == "inherit" ? above : own;
  }

  void read_request(const BrunoJson& item, const std::string& path, const CollectionSignIn& above) {
    const bool is_graphql = !member(item, "http").is_object();
    const auto& http = member(item, is_graphql ? "graphql" : "http");
    place_ = place_of(path);
    auto outer = variables_.values();
    set_variables(member(member(item, "runtime"), "variables"));
    add_request(item, http, path, above);
    variables_.restore(std::move(outer));
  }

  void add_request(const BrunoJson& item, const BrunoJson& http, const std::string& path,
                   const CollectionSignIn& above) {
    ImportedRequest request;
    request.place = place_;
    request.name = text_member(member(item, "info"), "name");
    if (member(item, "graphql").is_object()) request.method = "POST";
    if (const auto method = text_member(http, "method"); !method.empty()) request.method = method;
    for (char& c : request.method) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    auto url = text_member(http, "url");
    fill_path(member(http, "params"), url);
    if (!set_address(request, filled(BrunoJson(url)), draft_)) return;
    if (url.find('?') == std::string::npos) add_query(member(http, "params"), request);
    add_headers(member(http, "headers"), request, false);
    auto sign_in = sign_in_of(member(http, "auth").is_object() ? http : member(item, "request"), above);
    for (auto& [key, value] : sign_in.fields) value = variables_.filled(value, place_);
    add_sign_in(request, sign_in, draft_);
    add_body(selected(member(http, "body"), "body"), request);
    add_settings(member(item, "settings"), request);
    add_assertions(member(item, "runtime"), path, request);
    if (request.expected_status.empty()) request.expected_status = "2xx";
    draft_.requests.push_back(std::move(request));
  }

  // "inherit" says nothing.
  static void add_settings(const BrunoJson& settings, ImportedRequest& request) {
    if (const auto& timeout = member(settings, "timeout"); timeout.is_number_integer() && timeout > BrunoJson(0))
      request.timeout = text_value(timeout) + "ms";
    if (member(settings, "followRedirects") != BrunoJson(true)) return;
    constexpr int kUsual = 5;
    constexpr int kMost = 20;
    const auto& most = member(settings, "maxRedirects");
    request.redirects = std::to_string(most.is_number_integer() ? std::clamp(most.get<int>(), 0, kMost) : kUsual);
  }

  // "/items/:id"
  static void fill_path(const BrunoJson& parameters, std::string& url) {
    if (!parameters.is_array()) return;
    for (const auto& one : parameters) {
      const auto name = "/:" + text_member(one, "name");
      const auto at = url.find(name);
      const bool whole =
          at != std::string::npos && (at + name.size() == url.size() ||
                                      std::string_view("/?#").find(url[at + name.size()]) != std::string_view::npos);
      if (text_member(one, "type") == "path" && whole)
        url.replace(at + 1, name.size() - 1, text_value(member(one, "value")));
    }
  }

  void add_query(const BrunoJson& parameters, ImportedRequest& request) {
    if (!parameters.is_array()) return;
    for (const auto& one : parameters)
      if (!is_off(one) && text_member(one, "type") != "path")
        request.query.push_back({text_member(one, "name"), filled(member(one, "value"))});
  }

  void add_headers(const BrunoJson& list, ImportedRequest& request, bool unless_there) {
    if (!list.is_array()) return;
    for (const auto& header : list)
      if (!is_off(header) && !(unless_there && has_header(request.headers, text_member(header, "name"))))
        request.headers.push_back({text_member(header, "name"), filled(member(header, "value"))});
  }

  void add_body(const BrunoJson& body, ImportedRequest& request) {
    if (!body.is_object()) return;
    const auto type = text_member(body, "type");
    const auto& data = member(body, "data");
    if (type == "json" || type == "text" || type == "xml" || type == "sparql") {
      auto text = data.is_null() ? std::string() : variables_.filled_json(text_value(data), place_);
      if (!trimmed(text).empty()) request.body = body_from(std::move(text), media_of(type));
    } else if (type == "graphql" || body.contains("query")) {
      BrunoJson query = {{"query", filled(member(body, "query"))}};
      if (const auto variables = parse_ordered_json(filled(member(body, "variables"))); variables.is_object())
        query["variables"] = variables;
      request.body = body_from(to_text(query), "application/json");
    } else if (type == "form-urlencoded" || type == "multipart-form") {
      add_form(data, type == "multipart-form", request);
    } else if (type == "file" && data.is_array() && !data.empty()) {
      add_file(data, request);
    } else if (!type.empty() && type != "none") {
      draft_.leave_out(place_, fmt::format("a body of the type {}", type));
    }
  }

  static std::string_view media_of(std::string_view type) {
    if (type == "json") return "application/json";
    if (type == "xml") return "application/xml";
    return type == "sparql" ? "application/sparql-query" : "text/plain";
  }

  // The one of them that is chosen.
  void add_file(const BrunoJson& files, ImportedRequest& request) {
    const auto file = std::find_if(files.begin(), files.end(),
                                   [](const auto& one) { return member(one, "selected") == BrunoJson(true); });
    const auto& chosen = file == files.end() ? files.front() : *file;
    request.body.kind = ImportedBody::Kind::file;
    request.body.text = folders_.renamed(filled(member(chosen, "filePath")));
    request.body.content_type = text_member(chosen, "contentType");
  }

  void add_form(const BrunoJson& rows, bool multipart, ImportedRequest& request) {
    if (!rows.is_array()) return;
    for (const auto& row : rows) {
      if (is_off(row)) continue;
      const auto& value = member(row, "value");
      const bool is_file = text_member(row, "type") == "file";
      const auto text = filled(value.is_array() && !value.empty() ? value.front() : value);
      if (is_file && text.empty())
        draft_.leave_out(place_, fmt::format("form field {}: a file that has no name", text_member(row, "name")));
      else
        request.body.fields.push_back({text_member(row, "name"), is_file ? folders_.renamed(text) : text, is_file});
    }
    if (!request.body.fields.empty())
      request.body.kind = multipart ? ImportedBody::Kind::multipart : ImportedBody::Kind::form;
  }

  void add_assertions(const BrunoJson& runtime, const std::string& path, ImportedRequest& request) {
    if (const auto& list = member(runtime, "assertions"); list.is_array())
      for (std::size_t i = 0; i < list.size(); ++i)
        if (!is_off(list[i]) && !take_assertion(list[i], request))
          draft_.leave_out(place_of(fmt::format("{}.runtime.assertions[{}]", path, i)),
                           fmt::format("not converted: {} {}", text_member(list[i], "expression"),
                                       text_member(list[i], "operator")));
    for (const auto key : {"scripts", "tests", "actions"})
      if (const auto& one = member(runtime, key); !one.is_null() && !one.empty())
        draft_.leave_out(place_of(fmt::format("{}.runtime.{}", path, key)), "not converted");
  }

  static bool take_assertion(const BrunoJson& one, ImportedRequest& request) {
    const auto expression = text_member(one, "expression");
    const auto operation = text_member(one, "operator");
    const auto value = member(one, "value").is_null() ? std::string() : text_value(member(one, "value"));
    if (expression == "res.status") {
      const bool code = value.size() == 3 && value.find_first_not_of("0123456789") == std::string::npos;
      if (operation == "eq" && code) request.expected_status = value;
      return operation == "eq" && code;
    }
    constexpr std::string_view kBody = "res.body";
    if (!expression.starts_with(kBody)) return false;
    const auto place = "$" + expression.substr(kBody.size());
    const auto literal = parse_ordered_json(value);
    if (operation == "eq" && !literal.is_structured()) {
      request.expected_json.push_back({place, literal.is_discarded() ? to_text(BrunoJson(value)) : value});
      return true;
    }
    if (operation == "isDefined") return request.expected_json.push_back({place, ""}), true;
    for (const auto& [name, type] : {std::pair{"isString", "string"},
                                     {"isNumber", "number"},
                                     {"isBoolean", "boolean"},
                                     {"isArray", "array"},
                                     {"isJson", "object"}})
      if (operation == name)
        return request.expected_json.push_back({place, fmt::format(R"({{"type": "{}"}})", type)}), true;
    return false;
  }

  const FolderPair& folders_;
  ImportDraft& draft_;
  CollectionVariables variables_;
  std::string place_;
};

}  // namespace

Result<> import_opencollection(const std::string& text, const FolderPair& folders, ImportDraft& draft) {
  draft.format = "OpenCollection";
  const auto document = read_document(text, draft.source);
  if (document.has_error()) return document.error();
  if (!member(*document, "items").is_array() && !member(*document, "http").is_object() &&
      !member(*document, "graphql").is_object())
    return invalid(
        fmt::format("{}: expected $.items with requests: a collection whose requests are files of their own is "
                    "exported as one file "
                    "first, or import each of them",
                    draft.source));
  if (const auto name = text_member(member(*document, "info"), "name"); !name.empty()) draft.name = name;
  OpencollectionReader(folders, draft).read(*document);
  return {};
}

}  // namespace plimsoll
