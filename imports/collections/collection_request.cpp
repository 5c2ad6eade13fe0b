#include "imports/collections/collection_request.h"

#include "core/text.h"
#include "imports/plan/url_parts.h"
#include "imports/plan/yaml_text.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>

namespace plimsoll {

bool set_address(ImportedRequest& request, const std::string& url, ImportDraft& draft) {
  const auto split = url.empty() ? std::nullopt : split_url(url);
  if (!split) {
    draft.leave_out(request.place,
                    url.empty() ? "a request without an address" : "its address is no http:// or https://");
    return false;
  }
  request.origin = split->origin;
  request.path = has_reference(split->path) ? split->path : encoded_path(split->path);
  replace_all(request.path, " ", "%20");
  return true;
}

namespace {

// One way to sign in after the other, into the request.
class SignIn {
 public:
  SignIn(ImportedRequest& request, const CollectionSignIn& sign_in, ImportDraft& draft)
      : request_(request), sign_in_(sign_in), draft_(draft) {}

  void add() {
    const auto& way = sign_in_.way;
    if (way.empty() || way == "noauth" || way == "none" || way == "inherit") return;
    if (way == "awsv4") return add_aws();
    if (way == "oauth2" && is_by_client_credentials()) return add_client_credentials();
    if (way == "bearer" || way == "oauth2") return add_bearer();
    if (way == "basic") return add_basic();
    if (way == "apikey") return add_api_key();
    leave_out("Basic, Bearer, API keys, OAuth 2 by client credentials and AWS signatures are there");
  }

 private:
  std::string field(const std::string& name) const {
    const auto found = sign_in_.fields.find(name);
    return found == sign_in_.fields.end() ? std::string() : found->second;
  }
  std::string first_of(const std::string& one, const std::string& other) const {
    return field(one).empty() ? field(other) : field(one);
  }
  std::string secret(std::string_view name, const std::string& value) {
    return yaml_flow_text(has_reference(value) ? value
                                               : draft_.reference(name, value, fmt::format("auth {}", sign_in_.way)));
  }
  void leave_out(std::string_view why) {
    draft_.leave_out(request_.place, fmt::format("auth {}: {}", sign_in_.way, why));
  }

  void add_aws() {
    if (field("region").empty() || field("service").empty())
      return leave_out("without a region and a service nobody can sign");
    request_.auth = fmt::format("{{aws_sigv4: {{region: {}, service: {}, access_key: {}, secret_key: {}",
                                yaml_flow_text(field("region")), yaml_flow_text(field("service")),
                                secret("AWS_ACCESS_KEY_ID", first_of("accessKey", "accessKeyId")),
                                secret("AWS_SECRET_ACCESS_KEY", first_of("secretKey", "secretAccessKey")));
    if (!field("sessionToken").empty())
      request_.auth += ", session_token: " + secret("AWS_SESSION_TOKEN", field("sessionToken"));
    request_.auth += "}}";
  }

  bool is_by_client_credentials() const {
    return first_of("grant_type", "flow") == "client_credentials" && !field("accessTokenUrl").empty();
  }

  void add_client_credentials() {
    request_.auth = fmt::format("{{oauth2: {{token_url: {}, client_id: {}, client_secret: {}",
                                yaml_flow_text(field("accessTokenUrl")), yaml_flow_text(field("clientId")),
                                secret("CLIENT_SECRET", field("clientSecret")));
    if (!field("scope").empty()) request_.auth += ", scope: " + yaml_flow_text(field("scope"));
    request_.auth += "}}";
  }

  void add_bearer() {
    const auto token = first_of("token", "accessToken");
    const auto value = !token.empty() ? token : draft_.reference("API_TOKEN", "", "header authorization, after Bearer");
    request_.headers.push_back({"Authorization", "Bearer " + value});
  }

  void add_basic() {
    const auto user = field("username") + ":" + field("password");
    const bool whole = user.size() > 1 && !has_reference(user);
    request_.headers.push_back(
        {"Authorization",
         "Basic " + (whole ? to_base64(user) : draft_.reference("BASIC_CREDENTIALS", "", "base64 of user:password"))});
  }

  void add_api_key() {
    const auto key = field("key").empty() ? std::string("x-api-key") : field("key");
    const auto value = has_reference(field("value"))
                           ? field("value")
                           : draft_.reference(key, field("value"), fmt::format("API key {}", key));
    const auto place = first_of("in", "placement");
    auto& where = place == "query" || place == "queryparams" ? request_.query : request_.headers;
    where.push_back({key, value});
  }

  ImportedRequest& request_;
  const CollectionSignIn& sign_in_;
  ImportDraft& draft_;
};

}  // namespace

void add_sign_in(ImportedRequest& request, const CollectionSignIn& sign_in, ImportDraft& draft) {
  SignIn(request, sign_in, draft).add();
}

}  // namespace plimsoll
