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

void add_sign_in(ImportedRequest& request, const CollectionSignIn& sign_in, ImportDraft& draft) {
  const auto field = [&](const std::string& name) {
    const auto found = sign_in.fields.find(name);
    return found == sign_in.fields.end() ? std::string() : found->second;
  };
  const auto& way = sign_in.way;
  if (way.empty() || way == "noauth" || way == "none" || way == "inherit") return;
  const auto secret = [&](std::string_view name, const std::string& value) {
    return yaml_flow_text(has_reference(value) ? value : draft.reference(name, value, fmt::format("auth {}", way)));
  };
  const auto first_of = [&](const std::string& one, const std::string& other) {
    return field(one).empty() ? field(other) : field(one);
  };
  if (way == "awsv4" && (field("region").empty() || field("service").empty()))
    return draft.leave_out(request.place, "auth awsv4: without a region and a service nobody can sign");
  if (way == "awsv4") {
    request.auth = fmt::format("{{aws_sigv4: {{region: {}, service: {}, access_key: {}, secret_key: {}",
                               yaml_flow_text(field("region")), yaml_flow_text(field("service")),
                               secret("AWS_ACCESS_KEY_ID", first_of("accessKey", "accessKeyId")),
                               secret("AWS_SECRET_ACCESS_KEY", first_of("secretKey", "secretAccessKey")));
    if (!field("sessionToken").empty())
      request.auth += ", session_token: " + secret("AWS_SESSION_TOKEN", field("sessionToken"));
    request.auth += "}}";
    return;
  }
  const auto grant = first_of("grant_type", "flow");
  if (way == "oauth2" && grant == "client_credentials" && !field("accessTokenUrl").empty()) {
    request.auth = fmt::format("{{oauth2: {{token_url: {}, client_id: {}, client_secret: {}",
                               yaml_flow_text(field("accessTokenUrl")), yaml_flow_text(field("clientId")),
                               secret("CLIENT_SECRET", field("clientSecret")));
    if (!field("scope").empty()) request.auth += ", scope: " + yaml_flow_text(field("scope"));
    request.auth += "}}";
    return;
  }
  if (way == "bearer" || way == "oauth2") {
    const auto token = field("token").empty() ? field("accessToken") : field("token");
    const auto value = !token.empty() ? token : draft.reference("API_TOKEN", "", "header authorization, after Bearer");
    request.headers.push_back({"Authorization", "Bearer " + value});
  } else if (way == "basic") {
    const auto user = field("username") + ":" + field("password");
    const bool whole = user.size() > 1 && !has_reference(user);
    request.headers.push_back(
        {"Authorization",
         "Basic " + (whole ? to_base64(user) : draft.reference("BASIC_CREDENTIALS", "", "base64 of user:password"))});
  } else if (way == "apikey") {
    const auto key = field("key").empty() ? std::string("x-api-key") : field("key");
    const auto value = has_reference(field("value"))
                           ? field("value")
                           : draft.reference(key, field("value"), fmt::format("API key {}", key));
    if (field("in") == "query" || field("placement") == "query" || field("placement") == "queryparams")
      request.query.push_back({key, value});
    else
      request.headers.push_back({key, value});
  } else {
    draft.leave_out(
        request.place,
        fmt::format("auth {}: Basic, Bearer, API keys, OAuth 2 by client credentials and AWS signatures are there",
                    way));
  }
}

}  // namespace plimsoll
