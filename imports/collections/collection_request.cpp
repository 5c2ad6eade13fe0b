#include "imports/collections/collection_request.h"

#include "core/text.h"
#include "imports/plan/url_parts.h"
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
    draft.leave_out(request.place, fmt::format("auth {}: Basic, Bearer and API keys are there", way));
  }
}

}  // namespace plimsoll
