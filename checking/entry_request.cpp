#include "checking/entry_request.h"

#include "checking/entry_body.h"
#include "core/http/header_names.h"
#include "core/text.h"
#include "core/version.h"
#include "engine/queries/octets.h"
#include "engine/queries/text_filling.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

// Fills an EntryRequest; the first fault stays.
class RequestMaker {
 public:
  RequestMaker(const HurlRequest& from, const EntryOptions& options, const EntryContext& context)
      : from_(from), options_(options), context_(context) {}

  EntryRequestResult make() {
    const bool is_made = set_method() && set_url() && set_headers() && set_cookies() && set_body();
    if (!is_made) return *std::move(fault_);
    auto& request = made_.request;
    request.keeps_body = true;
    request.keeps_headers = true;
    request.timeout = options_.timeout;
    return std::move(made_);
  }

 private:
  bool fail(TextPlace place, std::string message) {
    fault_ = OptionFault{place, std::move(message)};
    return false;
  }

  // False: the fault is kept.
  bool fill(const HurlText& text, std::string& into) {
    auto value = filled(text.text, &context_.variables);
    if (value.has_error()) return fail(text.place, value.error().message);
    into = *std::move(value);
    return true;
  }

  bool fill(const std::vector<HurlPair>& pairs, std::vector<Header>& into) {
    for (const auto& pair : pairs) {
      Header header;
      if (!fill(pair.key, header.name) || !fill(pair.value, header.value)) return false;
      into.push_back(std::move(header));
    }
    return true;
  }

  bool set_method() {
    const auto method = hurl_method(from_.method);
    if (!method)
      return fail(from_.place,
                  fmt::format("{}: GET, POST, PUT, PATCH, DELETE and HEAD are sent, no other", from_.method));
    made_.request.method = *method;
    return true;
  }

  bool set_url() {
    std::string url;
    if (!fill(from_.url, url)) return false;
    const auto scheme_end = url.find("://");
    if (scheme_end == std::string::npos)
      return fail(from_.url.place, fmt::format("\"{}\" is no URL: it begins with http:// or https://", url));
    const auto authority_end = std::min(url.find_first_of("/?", scheme_end + 3), url.size());
    auto authority = url.substr(scheme_end + 3, authority_end - scheme_end - 3);
    if (const auto at = authority.rfind('@'); at != std::string::npos) {
      user_ = url_decoded(authority.substr(0, at)).value_or(authority.substr(0, at));
      if (user_.find(':') == std::string::npos) user_ += ':';
      authority.erase(0, at + 1);
    }
    auto origin = parse_url(url.substr(0, scheme_end + 3) + authority);
    if (origin.has_error()) return fail(from_.url.place, origin.error().message);
    made_.origin = *std::move(origin);
    return set_path(url.substr(authority_end));
  }

  bool set_path(std::string path) {
    if (!path.starts_with('/')) path.insert(0, "/");
    std::vector<Header> query;
    if (!fill(from_.query, query)) return false;
    path = encoded_path(path);
    if (!options_.keeps_path) drop_dot_segments(path);
    for (const auto& one : query) {
      if (path.find('?') == std::string::npos)
        path += '?';
      else if (!path.ends_with('?'))
        path += '&';
      append_encoded_path(one.name, path);
      path += '=';
      append_encoded(one.value, Encoding::query, path);
    }
    path.resize(std::min(path.find('#'), path.size()));
    made_.request.path = std::move(path);
    return true;
  }

  static void drop_dot_segments(std::string& path) {
    const auto end = std::min(path.find('?'), path.size());
    path.replace(0, end, without_dot_segments(std::string_view(path).substr(0, end)));
  }

  bool set_headers() {
    auto& headers = made_.request.headers;
    if (!fill(from_.headers, headers)) return false;
    for (const auto& pair : from_.headers)
      if (same_header(pair.key.text.literals.front(), "Transfer-Encoding"))
        return fail(pair.key.place, "Transfer-Encoding: a body is sent with its length: leave the line out");
    headers.insert(headers.end(), options_.headers.begin(), options_.headers.end());
    if (!options_.user.empty()) user_ = options_.user;
    if (!set_basic_auth()) return false;
    add_unless_given("User-Agent", user_agent());
    add_unless_given("Accept", "*/*");
    if (options_.is_compressed) add_unless_given("Accept-Encoding", "gzip, deflate");
    return true;
  }

  // Beside a header of the file too: both are sent.
  bool set_basic_auth() {
    auto& headers = made_.request.headers;
    if (from_.basic_auth) {
      Header pair;
      if (!fill(from_.basic_auth->key, pair.name) || !fill(from_.basic_auth->value, pair.value)) return false;
      headers.push_back({"Authorization", "Basic " + to_base64(pair.name + ":" + pair.value)});
    } else if (!user_.empty() && !has_header(headers, "Authorization")) {
      headers.push_back({"Authorization", "Basic " + to_base64(user_)});
    }
    return true;
  }

  void add_unless_given(std::string name, std::string value) {
    auto& headers = made_.request.headers;
    if (!has_header(headers, name)) headers.push_back({std::move(name), std::move(value)});
  }

  bool set_cookies() {
    std::vector<Header> cookies;
    if (!fill(from_.cookies, cookies)) return false;
    std::string text;
    for (const auto& cookie : cookies)
      text += fmt::format("{}{}={}", text.empty() ? "" : "; ", cookie.name, cookie.value);
    if (!text.empty()) made_.request.headers.push_back({"Cookie", std::move(text)});
    return true;
  }

  bool set_body() {
    auto body = entry_body(from_, context_);
    if (auto* fault = std::get_if<OptionFault>(&body)) return fail(fault->place, std::move(fault->message));
    auto& made = std::get<EntryBody>(body);
    auto& request = made_.request;
    const bool wants_length =
        request.method == Method::post || request.method == Method::put || request.method == Method::patch;
    if (!made.content_type.empty()) add_unless_given("Content-Type", made.content_type);
    if (request.method == Method::head) return true;  // what the file says of a body is not sent
    if (made.is_there || wants_length)
      request.headers.push_back({"Content-Length", std::to_string(made.content.size())});
    if (made.is_there) request.body = std::make_shared<const std::string>(std::move(made.content));
    return true;
  }

  const HurlRequest& from_;
  const EntryOptions& options_;
  const EntryContext& context_;
  EntryRequest made_;
  std::string user_;
  std::optional<OptionFault> fault_;
};

}  // namespace

std::optional<Method> hurl_method(std::string_view name) {
  for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::del, Method::head})
    if (to_string(method) == name) return method;
  return std::nullopt;
}

EntryRequestResult make_request(const HurlRequest& request, const EntryOptions& options, const EntryContext& context) {
  return RequestMaker(request, options, context).make();
}

std::string origin_text(const Url& origin) {
  auto bare = origin;
  bare.base_path.clear();
  return bare.text();
}

}  // namespace plimsoll
