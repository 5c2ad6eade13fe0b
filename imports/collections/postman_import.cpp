#include "imports/collections/postman_import.h"

#include "core/json/json.h"
#include "core/text.h"
#include "imports/collections/collection_request.h"
#include "imports/collections/collection_variables.h"
#include "imports/collections/postman_tests.h"
#include "imports/plan/document_value.h"
#include "imports/plan/imported_body.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace plimsoll {
namespace {

using PostmanJson = nlohmann::ordered_json;

bool is_disabled(const PostmanJson& row) { return member(row, "disabled") == PostmanJson(true); }

class PostmanReader {
 public:
  PostmanReader(const FolderPair& folders, ImportDraft& draft) : folders_(folders), draft_(draft), variables_(draft) {}

  void read(const PostmanJson& collection) {
    set_variables(collection);
    tell_scripts(collection, "$");
    read_items(collection, "$", sign_in_of(collection, {}));
  }

 private:
  std::string place_of(const std::string& path) const { return fmt::format("{}: {}", draft_.source, path); }

  void set_variables(const PostmanJson& where) {
    if (const auto& list = member(where, "variable"); list.is_array())
      for (const auto& one : list) {
        const auto name = text_member(one, "key").empty() ? text_member(one, "id") : text_member(one, "key");
        if (!is_disabled(one) && !member(one, "value").is_null())
          variables_.set(name, text_value(member(one, "value")));
      }
  }

  void read_items(const PostmanJson& where, const std::string& path, const CollectionSignIn& sign_in) {
    const auto& items = member(where, "item");
    if (!items.is_array()) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto& item = items[i];
      const auto here = fmt::format("{}.item[{}]", path, i);
      if (member(item, "item").is_array()) {
        auto outer = variables_.values();
        set_variables(item);
        tell_scripts(item, here);
        read_items(item, here, sign_in_of(item, sign_in));
        variables_.restore(std::move(outer));
      } else {
        read_request(item, here, sign_in);
      }
    }
  }

  // 2.1 has a list of keys and values, 2.0 an object.
  static CollectionSignIn sign_in_of(const PostmanJson& where, const CollectionSignIn& above) {
    const auto& auth = member(where, "auth");
    if (!auth.is_object()) return above;
    CollectionSignIn own;
    own.way = text_member(auth, "type");
    const auto& fields = member(auth, own.way);
    if (fields.is_array())
      for (const auto& field : fields) own.fields[text_member(field, "key")] = text_value(member(field, "value"));
    if (fields.is_object())
      for (const auto& [key, value] : fields.items()) own.fields[key] = text_value(value);
    return own;
  }

  void read_request(const PostmanJson& item, const std::string& path, const CollectionSignIn& above) {
    const auto& given = member(item, "request");
    place_ = place_of(path);
    ImportedRequest request;
    request.place = place_;
    request.name = text_member(item, "name");
    const auto& url = given.is_string() ? given : member(given, "url");
    if (const auto method = text_member(given, "method"); !method.empty()) request.method = method;
    if (!set_address(request, filled(address_of(url)), draft_)) return;
    add_headers(member(given, "header"), request);
    auto sign_in = sign_in_of(given, above);
    for (auto& [key, value] : sign_in.fields) value = filled(value);
    add_sign_in(request, sign_in, draft_);
    add_body(member(given, "body"), request);
    take_tests(item, path, request);
    if (request.expected_status.empty()) request.expected_status = "2xx";
    draft_.requests.push_back(std::move(request));
  }

  std::string filled(const std::string& text) { return variables_.filled(text, place_); }

  // Its raw form, with the variables of its path, without the pairs of its query that are off.
  static std::string address_of(const PostmanJson& url) {
    if (url.is_string()) return url.get<std::string>();
    auto raw = text_member(url, "raw");
    if (raw.empty()) raw = address_of_parts(url);
    if (const auto& list = member(url, "variable"); list.is_array())
      for (const auto& one : list) {
        const auto name = ":" + text_member(one, "key");
        const auto at = raw.find("/" + name);
        const bool whole =
            at != std::string::npos && (at + 1 + name.size() == raw.size() ||
                                        std::string_view("/?#").find(raw[at + 1 + name.size()]) != std::string::npos);
        if (whole)
          raw.replace(at + 1, name.size(),
                      member(one, "value").is_null() || text_value(member(one, "value")).empty()
                          ? "{{" + name.substr(1) + "}}"
                          : text_value(member(one, "value")));
      }
    return raw;
  }

  // "a.b" or a list; `between` them.
  static std::string joined(const PostmanJson& parts, std::string_view between) {
    if (parts.is_string()) return parts.get<std::string>();
    std::string text;
    if (parts.is_array())
      for (const auto& part : parts)
        text.append(text.empty() ? "" : between)
            .append(part.is_object() ? text_member(part, "value") : text_value(part));
    return text;
  }

  static std::string address_of_parts(const PostmanJson& url) {
    const auto host = joined(member(url, "host"), ".");
    if (host.empty()) return {};
    const auto protocol = text_member(url, "protocol");
    const bool has_protocol = host.find("://") != std::string::npos || (host.starts_with("{{") && protocol.empty());
    auto raw = has_protocol ? host : fmt::format("{}://{}", protocol.empty() ? "http" : protocol, host);
    if (const auto port = text_member(url, "port"); !port.empty()) raw += ":" + port;
    if (const auto path = joined(member(url, "path"), "/"); !path.empty())
      raw += (path.front() == '/' ? "" : "/") + path;
    char separator = '?';
    if (const auto& query = member(url, "query"); query.is_array())
      for (const auto& pair : query) {
        if (is_disabled(pair)) continue;
        raw += std::exchange(separator, '&') + text_member(pair, "key");
        if (!member(pair, "value").is_null()) raw += "=" + text_value(member(pair, "value"));
      }
    return raw;
  }

  void add_headers(const PostmanJson& list, ImportedRequest& request) {
    if (!list.is_array()) return;
    for (const auto& header : list)
      if (!is_disabled(header) && !text_member(header, "key").empty())
        request.headers.push_back({filled(text_member(header, "key")), filled(text_value(member(header, "value")))});
  }

  void add_body(const PostmanJson& body, ImportedRequest& request) {
    if (!body.is_object() || is_disabled(body)) return;
    const auto mode = text_member(body, "mode");
    const auto& content = member(body, mode);
    if (mode == "raw") {
      auto type = header_value(request, "content-type");
      const auto language = text_member(member(member(body, "options"), "raw"), "language");
      if (type.empty())
        type = language == "json" ? "application/json" : language == "xml" ? "application/xml" : "text/plain";
      if (auto text = variables_.filled_json(text_value(content), place_); !text.empty() && !content.is_null())
        request.body = body_from(std::move(text), type);
    } else if (mode == "graphql") {
      PostmanJson query = {{"query", filled(text_member(content, "query"))}};
      const auto variables = parse_ordered_json(filled(text_member(content, "variables")));
      if (variables.is_object()) query["variables"] = variables;
      request.body = body_from(to_text(query), "application/json");
    } else if (mode == "urlencoded" || mode == "formdata") {
      add_form(content, mode == "formdata", request);
    } else if (mode == "file") {
      const auto source = text_member(content, "src");
      if (source.empty()) return draft_.leave_out(place_, "a file as its body, that has no name");
      request.body.kind = ImportedBody::Kind::file;
      request.body.text = folders_.renamed(source);
      request.body.content_type = header_value(request, "content-type");
    }
  }

  static std::string header_value(const ImportedRequest& request, std::string_view name) {
    for (const auto& header : request.headers)
      if (same_header(header.name, name)) return header.value;
    return "";
  }

  void add_form(const PostmanJson& rows, bool multipart, ImportedRequest& request) {
    if (!rows.is_array()) return;
    for (const auto& row : rows) {
      if (is_disabled(row)) continue;
      const auto key = filled(text_member(row, "key"));
      if (text_member(row, "type") != "file") {
        request.body.fields.push_back(
            {key, filled(text_value(member(row, "value").is_null() ? PostmanJson("") : member(row, "value"))), false});
        continue;
      }
      const auto& source = member(row, "src");
      const auto file = source.is_array() && !source.empty() ? text_value(source.front())
                        : source.is_string()                 ? source.get<std::string>()
                                                             : "";
      if (file.empty())
        draft_.leave_out(place_, fmt::format("form field {}: a file that has no name", key));
      else
        request.body.fields.push_back({key, folders_.renamed(file), true});
    }
    if (!request.body.fields.empty())
      request.body.kind = multipart ? ImportedBody::Kind::multipart : ImportedBody::Kind::form;
  }

  static std::string script_of(const PostmanJson& event) {
    const auto& lines = member(member(event, "script"), "exec");
    if (lines.is_string()) return lines.get<std::string>();
    std::string script;
    if (lines.is_array())
      for (const auto& line : lines) script += text_value(line) + "\n";
    return script;
  }

  void take_tests(const PostmanJson& item, const std::string& path, ImportedRequest& request) {
    const auto& events = member(item, "event");
    if (!events.is_array()) return;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const auto here = place_of(fmt::format("{}.event[{}].script", path, i));
      const auto script = script_of(events[i]);
      if (text_member(events[i], "listen") != "test") {
        if (!trimmed(script).empty()) draft_.leave_out(here, "a script before the request: not converted");
        continue;
      }
      for (const auto& line : take_postman_tests(script, request))
        draft_.leave_out(here, fmt::format("not converted: {}", line));
    }
  }

  void tell_scripts(const PostmanJson& where, const std::string& path) {
    if (const auto& events = member(where, "event"); events.is_array())
      for (std::size_t i = 0; i < events.size(); ++i)
        if (!trimmed(script_of(events[i])).empty())
          draft_.leave_out(place_of(fmt::format("{}.event[{}].script", path, i)),
                           "a script of a folder or the collection: not converted");
  }

  const FolderPair& folders_;
  ImportDraft& draft_;
  CollectionVariables variables_;
  std::string place_;
};

}  // namespace

Result<> import_postman(const std::string& text, const FolderPair& folders, ImportDraft& draft) {
  draft.format = "Postman collection";
  auto document = read_document(text, draft.source);
  if (document.has_error()) return document.error();
  const auto& collection = member(*document, "collection").is_object() ? member(*document, "collection") : *document;
  if (!member(collection, "item").is_array())
    return invalid(fmt::format(
        "{}: expected a Postman collection of version 2.1 with $.item: export it as Collection v2.1", draft.source));
  if (const auto name = text_member(member(collection, "info"), "name"); !name.empty()) draft.name = name;
  PostmanReader(folders, draft).read(collection);
  return {};
}

}  // namespace plimsoll
