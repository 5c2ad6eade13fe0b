#include "imports/plan/plan_finishing.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "imports/plan/secret_values.h"
#include "scenarios/url.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace plimsoll {
namespace {

bool is_any(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return same_header(one, name); });
}

// What the client sets by itself.
bool is_set_by_itself(std::string_view name) {
  return name.starts_with(':') || is_any(name, {"content-length", "transfer-encoding", "connection", "keep-alive", "te",
                                                "upgrade", "expect", "proxy-connection"});
}

bool is_browser_header(std::string_view name) {
  return lower_case(name).starts_with("sec-") ||
         is_any(name, {"priority", "dnt", "upgrade-insecure-requests", "if-none-match", "if-modified-since",
                       "accept-language", "user-agent", "referer", "origin", "cache-control", "pragma"});
}

void choose_target(ImportDraft& draft) {
  std::map<std::string, std::size_t> counts;
  for (const auto& request : draft.requests)
    if (!request.origin.empty()) ++counts[request.origin];
  if (counts.empty()) return;
  // Of several that are named as often, the first.
  const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
                      return a.second < b.second;
                    })->second;
  const auto chosen = std::find_if(draft.requests.begin(), draft.requests.end(), [&](const ImportedRequest& request) {
                        return !request.origin.empty() && counts[request.origin] == most;
                      })->origin;
  draft.fallback_target = chosen;
  std::erase_if(draft.requests, [&](const ImportedRequest& request) {
    if (request.origin.empty() || request.origin == chosen) return false;
    draft.leave_out(request.place,
                    fmt::format("{} {}{}: a scenario has one target, {}: import it by itself", request.method,
                                request.origin, request.path.substr(0, request.path.find('?')), chosen));
    return true;
  });
}

void keep_known_methods(ImportDraft& draft) {
  constexpr std::array<std::string_view, 6> kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
  std::erase_if(draft.requests, [&](const ImportedRequest& request) {
    if (std::find(kMethods.begin(), kMethods.end(), request.method) != kMethods.end()) return false;
    draft.leave_out(request.place,
                    fmt::format("method {}: there are GET, POST, PUT, PATCH, DELETE and HEAD", request.method));
    return true;
  });
}

bool is_token(std::string_view name) {
  constexpr std::string_view kToken = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !name.empty() && name.find_first_not_of(kToken) == std::string_view::npos;
}

// Each of them is compared with those before it.
void leave_out_endless(ImportDraft& draft) {
  constexpr std::size_t kMost = 1000;
  std::erase_if(draft.requests, [&](const ImportedRequest& request) {
    const auto longest = std::max(
        {request.headers.size(), request.query.size(), request.body.fields.size(), request.expected_json.size()});
    if (longest <= kMost) return false;
    draft.leave_out(request.place,
                    fmt::format("a request with more than {} headers, query values, form fields or expected values: {}",
                                kMost, longest));
    return true;
  });
}

class HeaderTidying {
 public:
  explicit HeaderTidying(ImportDraft& draft) : draft_(draft) {}

  void tidy(ImportedRequest& request) {
    const bool from_browser = std::any_of(request.headers.begin(), request.headers.end(), [](const Header& header) {
      return lower_case(header.name).starts_with("sec-fetch-");
    });
    std::vector<Header> kept;
    for (auto& header : request.headers) {
      header.value = std::string(trimmed(header.value));
      if (is_set_by_itself(header.name) || same_header(header.name, "host")) {
        if (same_header(header.name, "host") && !is_target(header.value)) keep(kept, std::move(header));
        continue;
      }
      if (from_browser && is_browser_header(header.name)) {
        browser_headers_.insert(lower_case(header.name));
        continue;
      }
      if (!is_token(header.name) || header.value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
        draft_.leave_out(request.place,
                         "a header that is none: its name has letters, digits and hyphens, its value one line");
        continue;
      }
      if (is_of_body(request, header)) continue;
      keep(kept, std::move(header));
    }
    request.headers = std::move(kept);
  }

  void tell() {
    if (browser_headers_.empty()) return;
    draft_.leave_out(draft_.source,
                     fmt::format("headers that a browser sends by itself: {}", fmt::join(browser_headers_, ", ")));
  }

 private:
  bool is_target(std::string_view host) const { return draft_.fallback_target.ends_with("://" + lower_case(host)); }

  // Two headers of one name are one with a comma between, as HTTP has it; cookies have a semicolon.
  static void keep(std::vector<Header>& kept, Header header) {
    for (auto& known : kept)
      if (same_header(known.name, header.name)) {
        known.value += (same_header(header.name, "cookie") ? "; " : ", ") + header.value;
        return;
      }
    kept.push_back(std::move(header));
  }

  // The content type of a body stands with the body.
  static bool is_of_body(ImportedRequest& request, const Header& header) {
    if (!same_header(header.name, "content-type") || request.body.kind == ImportedBody::Kind::none) return false;
    if (request.body.kind == ImportedBody::Kind::multipart) return true;
    const bool usual =
        (request.body.kind == ImportedBody::Kind::json && same_without_case(header.value, "application/json")) ||
        (request.body.kind == ImportedBody::Kind::form &&
         same_without_case(header.value, "application/x-www-form-urlencoded"));
    request.body.content_type = usual ? "" : header.value;
    return true;
  }

  ImportDraft& draft_;
  std::set<std::string> browser_headers_;
};

// The last part of the path that says something: "/v1/items/{id}" is "items".
std::string name_of_path(std::string_view path) {
  path = path.substr(0, path.find('?'));
  while (!path.empty()) {
    const auto slash = path.rfind('/');
    const auto part = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
    const bool says =
        part.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos &&
        part.size() <= 40 && !has_reference(part) && part.find_first_of("{}%") == std::string_view::npos;
    if (says) return std::string(part);
    if (slash == std::string_view::npos) break;
    path = path.substr(0, slash);
  }
  return "root";
}

void name_requests(ImportDraft& draft) {
  NumberedNames names;
  for (auto& request : draft.requests) {
    if (request.name.empty()) request.name = name_of_path(request.path);
    if (names.is_taken(request.name) && request.method != "GET") request.name += " " + lower_case(request.method);
    request.name = names.take(request.name, " ");
  }
}

// Those of the target alone: of others nobody asks.
void keep_resolved_target(ImportDraft& draft) {
  const auto target = parse_url(draft.fallback_target);
  std::erase_if(draft.resolve, [&](const Header& row) {
    const bool meant =
        target && target->socket_path.empty() && row.name == fmt::format("{}:{}", target->host, target->port);
    if (!meant)
      draft.leave_out(draft.source, fmt::format("--resolve {}: the target is {}", row.name, draft.fallback_target));
    return !meant;
  });
}

}  // namespace

Result<> finish_plan(ImportDraft& draft) {
  keep_known_methods(draft);
  leave_out_endless(draft);
  choose_target(draft);
  keep_resolved_target(draft);
  if (draft.requests.empty() && draft.load_lines.empty()) {
    std::string why;
    for (const auto& one : draft.left_out) why += fmt::format("\n  {}: {}", one.place, one.what);
    return invalid(fmt::format("{}: no request in it that could be sent{}", draft.source, why));
  }
  HeaderTidying headers(draft);
  for (auto& request : draft.requests) {
    replace_all(request.path, "#", "%23");
    headers.tidy(request);
  }
  headers.tell();
  hide_secrets(draft);
  name_requests(draft);
  const bool all_rest =
      std::none_of(draft.requests.begin(), draft.requests.end(), [](const auto& one) { return one.weight > 0; });
  if (all_rest && !draft.requests.empty()) draft.requests.front().weight = 1;
  return {};
}

}  // namespace plimsoll
