#include "imports/curl/curl_assembly.h"

#include "core/http/header_names.h"
#include "imports/plan/imported_body.h"
#include "imports/plan/url_parts.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/url.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

std::string content_type_in(const std::vector<Header>& headers) {
  for (const auto& header : headers)
    if (same_header(header.name, "content-type")) return header.value;
  return "";
}

std::string socket_origin(const std::string& path) {
  Url url;
  url.host = "localhost";
  url.socket_path = path;
  return url.text();
}

std::string method_of(const CurlParts& parts) {
  if (!parts.method.empty()) return parts.method;
  if (parts.head) return "HEAD";
  if (!parts.upload.empty()) return "PUT";
  const bool has_body = !parts.data.empty() || !parts.data_file.empty() || !parts.fields.empty();
  return has_body && !parts.get ? "POST" : "GET";
}

void add_query(const std::string& raw, ImportedRequest& request) {
  auto pairs = has_reference(raw) ? std::nullopt : decoded_form(raw);
  if (pairs)
    request.query = *std::move(pairs);
  else
    request.path += (request.path.find('?') == std::string::npos ? "?" : "&") + raw;
}

}  // namespace

void CurlAssembly::add_request(const CurlParts& parts, const std::string& url) {
  const auto split = split_url(url);
  if (!split) {
    tell(fmt::format("{}: expected an address with http:// or https://", url.substr(0, url.find_first_of("?@"))));
    return;
  }
  ImportedRequest request;
  request.place = reading_.place;
  request.origin = parts.socket.empty() ? split->origin : socket_origin(parts.socket);
  request.path = split->path;
  request.headers = parts.headers;
  request.timeout = parts.timeout;
  request.expected_status = "2xx";
  if (parts.insecure && request.origin.starts_with("https://") && !has_header(draft_.tls, "insecure"))
    draft_.tls.push_back({"insecure", "true"});
  if (!split->userinfo.empty() && !has_header(request.headers, "authorization"))
    request.headers.push_back(basic_authorization(split->userinfo, draft_));
  if (url.find_first_of("{[") != std::string::npos && url.find('?') > url.find_first_of("{["))
    tell("{ } and [ ] of a URL stand for several addresses to curl: taken as they are; write each of them");
  request.method = method_of(parts);
  set_body(parts, request);
  draft_.requests.push_back(std::move(request));
}

void CurlAssembly::set_body(const CurlParts& parts, ImportedRequest& request) {
  auto type = content_type_in(parts.headers);
  if (parts.json) {
    if (type.empty()) type = "application/json";
    if (!has_header(request.headers, "accept")) request.headers.push_back({"Accept", "application/json"});
  }
  const auto file = parts.upload.empty() ? parts.data_file : parts.upload;
  if (!parts.fields.empty()) {
    request.body.kind = ImportedBody::Kind::multipart;
    request.body.fields = parts.fields;
  } else if (!file.empty() && parts.data.empty()) {
    request.body.kind = ImportedBody::Kind::file;
    request.body.text = reading_.folders.renamed(file);
    request.body.content_type = type.empty() && parts.upload.empty() ? "application/x-www-form-urlencoded" : type;
  } else if (!parts.data.empty()) {
    if (!file.empty()) tell(fmt::format("-d @{}: of several data, those that are a file: join them in one file", file));
    std::string raw;
    for (const auto& piece : parts.data) raw += (raw.empty() || parts.json ? "" : "&") + piece;
    if (parts.get) return add_query(raw, request);
    request.body = body_from(std::move(raw), type.empty() ? "application/x-www-form-urlencoded" : type);
  }
}

Header basic_authorization(const std::string& user, ImportDraft& draft) {
  const bool whole = !has_reference(user) && user.find(':') != std::string::npos;
  return {"Authorization",
          "Basic " + (whole ? to_base64(user) : draft.reference("BASIC_CREDENTIALS", "", "base64 of user:password"))};
}

}  // namespace plimsoll
