#include "imports/curl/curl_assembly.h"

#include "core/http/header_names.h"
#include "imports/plan/imported_body.h"
#include "imports/plan/url_parts.h"
#include "imports/plan/yaml_text.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

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

// What curl calls transient, and its pauses.
std::string retry_of(const CurlParts& parts) {
  if (parts.retries == 0) return {};
  std::string causes = "408, 429, 500, 502, 503, 504, timeout";
  if (parts.retries_refused || parts.retries_all) causes += ", connect";
  if (parts.retries_all) causes += ", lost";
  const auto pause = parts.retry_delay.empty() ? std::string("1s..10m") : parts.retry_delay;
  return fmt::format("{{on: [{}], at_most: {}, backoff: {}, respect: retry_after}}", causes, parts.retries, pause);
}

// The colon that is in no reference.
std::size_t colon_of(std::string_view user) {
  for (std::size_t at = 0; at < user.size(); ++at) {
    if (user.substr(at).starts_with(kReferenceBegin))
      at = std::min(user.find(kReferenceEnd, at), user.size());
    else if (user[at] == ':')
      return at;
  }
  return std::string_view::npos;
}

}  // namespace

// One of Basic credentials, signatures, and what a command of the shell gives.
void CurlAssembly::set_auth(const CurlParts& parts, ImportedRequest& request) {
  if (!parts.signing.empty()) return set_signing(parts, request);
  if (!parts.user.empty() && !has_header(request.headers, "authorization")) {
    const auto colon = colon_of(parts.user);
    const bool both = colon != std::string::npos && colon > 0 && colon + 1 < parts.user.size();
    if (both && has_reference(parts.user))
      request.auth = fmt::format("{{basic: {{user: {}, password: {}}}}}", yaml_flow_text(parts.user.substr(0, colon)),
                                 secret_words("PASSWORD", parts.user.substr(colon + 1), "of -u"));
    else
      request.headers.push_back(basic_authorization(parts.user, draft_));
  }
  for (auto header = request.headers.begin(); header != request.headers.end(); ++header)
    for (auto& command : draft_.shell_commands)
      if (same_header(header->name, "authorization") && header->value == "Bearer " + command.reference) {
        request.auth = fmt::format("{{token: {{run: {}}}}}", yaml_flow_text(command.words));
        ++command.said;
        request.headers.erase(header);
        return;
      }
}

// A variable, whatever was written.
std::string CurlAssembly::secret_words(std::string_view name, const std::string& value, const std::string& purpose) {
  return yaml_flow_text(has_reference(value) ? value : draft_.reference(name, value, purpose));
}

// "aws:amz:REGION:SERVICE", keys by -u; what is missing stands in the host's name, as in SERVICE.REGION.amazonaws.com.
void CurlAssembly::set_signing(const CurlParts& parts, ImportedRequest& request) {
  std::vector<std::string> words;
  for (std::string_view rest = parts.signing; !rest.empty();) {
    const auto word = rest.substr(0, rest.find(':'));
    words.emplace_back(word);
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  if (words.empty() || words[0] != "aws")
    return tell(fmt::format("--aws-sigv4 {}: of the providers aws alone is there", words.empty() ? "" : words[0]));
  words.resize(4);
  const auto url = parse_url(request.origin);
  std::string_view host = url ? std::string_view(url->host) : std::string_view();
  const auto label = [&] {
    const auto one = host.substr(0, host.find('.'));
    host.remove_prefix(std::min(one.size() + 1, host.size()));
    return std::string(one);
  };
  const auto service = label();
  const auto region = label();
  if ((words[2].empty() ? region : words[2]).empty() || (words[3].empty() ? service : words[3]).empty())
    return tell("--aws-sigv4: write aws:amz:REGION:SERVICE");
  const auto colon = colon_of(parts.user);
  const bool both = colon != std::string::npos && colon > 0 && colon + 1 < parts.user.size();
  auto keys =
      fmt::format("access_key: {}, secret_key: {}",
                  secret_words("AWS_ACCESS_KEY_ID", both ? parts.user.substr(0, colon) : "", "of --aws-sigv4"),
                  secret_words("AWS_SECRET_ACCESS_KEY", both ? parts.user.substr(colon + 1) : "", "of --aws-sigv4"));
  std::erase_if(request.headers, [&](const Header& header) {
    const bool is_session = same_header(header.name, "x-amz-security-token");
    if (is_session) keys += ", session_token: " + secret_words("AWS_SESSION_TOKEN", header.value, "of --aws-sigv4");
    return is_session;
  });
  request.auth = fmt::format("{{aws_sigv4: {{region: {}, service: {}, {}}}}}",
                             yaml_flow_text(words[2].empty() ? region : words[2]),
                             yaml_flow_text(words[3].empty() ? service : words[3]), keys);
}

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
  set_auth(parts, request);
  if (parts.redirects > 0) request.redirects = std::to_string(parts.redirects);
  request.retry = retry_of(parts);
  if (parts.keeps_cookies) request.task = "with cookies";  // what one sets, the next is sent with
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
