#include "engine/auth/oauth2_client.h"

#include "core/json/json.h"
#include "core/text.h"
#include "engine/asking/http_fetch.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLargestAnswer = 256 << 10;
constexpr Nanos kPatience = std::chrono::seconds(10);
constexpr Nanos kConnectPatience = std::chrono::seconds(5);
constexpr std::size_t kLongestReason = 200;
constexpr double kLongestLife = 10.0 * 365 * 24 * 3600;
constexpr int kOk = 200;

Error refusal(std::string what) { return {ErrorKind::unavailable, std::move(what)}; }

// Of RFC 6749, 5.2; nothing else of the answer is shown.
std::string reason_in(const nlohmann::json& object) {
  std::string reason;
  for (const char* name : {"error", "error_description"}) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (!object.is_object() || found == object.end() || !found->is_string()) continue;
    reason += (reason.empty() ? "" : ": ") + found->get<std::string>();
  }
  std::replace_if(
      reason.begin(), reason.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return reason.substr(0, kLongestReason);
}

// A number, or one as text; absurd ones count as none.
std::optional<Nanos> lifetime_in(const nlohmann::json& object) {
  const auto found = object.find("expires_in");
  if (found == object.end()) return std::nullopt;
  double seconds = -1;
  if (found->is_number()) seconds = found->get<double>();
  if (found->is_string()) {
    const auto number = parse_json(found->get<std::string>());
    if (number.is_number()) seconds = number.get<double>();
  }
  if (!(seconds > 0)) return std::nullopt;
  return from_seconds(std::min(seconds, kLongestLife));
}

}  // namespace

std::string oauth2_form(const OAuth2Auth& auth) {
  std::vector<Header> pairs = {{"grant_type", "client_credentials"}};
  if (auth.send == OAuth2Auth::Send::body) {
    pairs.push_back({"client_id", auth.client_id});
    pairs.push_back({"client_secret", auth.client_secret});
  }
  if (!auth.scope.empty()) pairs.push_back({"scope", auth.scope});
  if (!auth.audience.empty()) pairs.push_back({"audience", auth.audience});
  std::string form;
  for (const auto& [name, value] : pairs) {
    if (!form.empty()) form += '&';
    append_encoded(name, Encoding::form, form);
    form += '=';
    append_encoded(value, Encoding::form, form);
  }
  return form;
}

std::string oauth2_basic(const OAuth2Auth& auth) {
  std::string plain;
  append_encoded(auth.client_id, Encoding::form, plain);
  plain += ':';
  append_encoded(auth.client_secret, Encoding::form, plain);
  return "Basic " + to_base64(plain);
}

Result<Token> token_in_answer(int status, std::string_view body) {
  const auto object = parse_json(body);
  if (status != kOk) {
    const auto reason = reason_in(object);
    return refusal(fmt::format("answered {}{}", status, reason.empty() ? "" : ": " + reason));
  }
  if (!object.is_object()) return refusal("answered 200 with what is no JSON object");
  const auto found = object.find("access_token");
  if (found == object.end() || !found->is_string()) return refusal("answered 200 without an access_token");
  const auto type = object.find("token_type");
  if (type != object.end() && type->is_string() && !same_without_case(type->get<std::string>(), "bearer"))
    return refusal("gave a token of another token_type than Bearer");
  auto token = found->get<std::string>();
  const bool is_fit =
      !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 127; });
  if (!is_fit) return refusal("gave an access_token that is no word");
  return Token{std::move(token), lifetime_in(object)};
}

Result<Token> ask_for_token(const OAuth2Auth& auth, const TlsOptions& tls, const TokenSource::IsUnwanted& is_unwanted) {
  const auto place = auth.token_url.text();
  Target server;
  server.url = auth.token_url;
  server.tls.insecure = tls.insecure;
  server.tls.ca_file = tls.ca_file;
  auto client = HttpClient::make(server, kLargestAnswer, kConnectPatience);
  if (client.has_error()) return with_context(client.error(), place);
  HttpPost question;
  question.path = server.url.base_path.empty() ? "/" : "";
  question.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  if (auth.send == OAuth2Auth::Send::basic) question.headers.push_back({"Authorization", oauth2_basic(auth)});
  question.body = oauth2_form(auth);
  const auto answer = (*client)->post(question, kPatience, is_unwanted);
  if (answer.has_error()) return with_context(answer.error(), place);
  auto token = token_in_answer(answer->status, answer->body);
  if (token.has_error()) return with_context(token.error(), place);
  return token;
}

}  // namespace plimsoll
