#include "imports/har/har_import.h"

#include "core/text.h"
#include "imports/har/har_entries.h"
#include "imports/plan/document_value.h"
#include "imports/plan/imported_body.h"
#include "imports/plan/instants.h"
#include "imports/plan/url_parts.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using HarJson = nlohmann::ordered_json;

constexpr std::size_t kMostBodies = std::size_t{64} << 20;  // bytes of all that are kept
constexpr std::size_t kMostTimed = std::size_t{256} << 20;  // bytes of all requests, their headers included
constexpr std::size_t kMostKinds = 300;                     // requests of one scenario

bool is_static(const HarJson& entry, std::string_view path) {
  constexpr std::array<std::string_view, 6> kResources = {"stylesheet", "image", "font", "script", "media", "manifest"};
  const auto resource = text_member(entry, "_resourceType");
  if (std::find(kResources.begin(), kResources.end(), resource) != kResources.end()) return true;
  const auto plain = lower_case(path.substr(0, path.find('?')));
  constexpr std::array<std::string_view, 17> kEnds = {".css", ".js",  ".mjs", ".png",  ".jpg",        ".jpeg",
                                                      ".gif", ".svg", ".ico", ".webp", ".woff",       ".woff2",
                                                      ".ttf", ".map", ".mp4", ".wasm", ".webmanifest"};
  if (std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return plain.ends_with(end); })) return true;
  const auto type = text_member(member(member(entry, "response"), "content"), "mimeType");
  const bool fetched =
      resource == "xhr" || resource == "fetch" || text_member(member(entry, "request"), "method") != "GET";
  return !fetched && (type.starts_with("image/") || type.starts_with("font/") || type.starts_with("video/") ||
                      type.starts_with("text/css") || type.find("javascript") != std::string::npos);
}

class HarReader {
 public:
  HarReader(bool timed, ImportDraft& draft) : timed_(timed), draft_(draft) {}

  Result<> add(const HarJson& entry, std::size_t index) {
    const auto& request = member(entry, "request");
    const auto url = text_member(request, "url");
    const auto place = fmt::format("{}: $.log.entries[{}]", draft_.source, index);
    const auto split = url.find("://") == std::string::npos ? std::nullopt : split_url(url);
    if (!split) return leave(place, "no request of http or https", url.substr(0, url.find(':')));
    const auto method = text_member(request, "method");
    if (method == "OPTIONS") return leave(place, "questions of the browser whether it may ask (OPTIONS)", split->path);
    if (is_static(entry, split->path)) return leave(place, "static files", split->path);
    const auto status = member(member(entry, "response"), "status");
    if (!status.is_number_integer() || status.get<int>() <= 0)
      return leave(place, "requests without an answer", split->path);
    ImportedRequest one;
    one.place = place;
    one.method = method;
    one.origin = split->origin;
    one.path = encoded_path(split->path);
    if (const auto& headers = member(request, "headers"); headers.is_array())
      for (const auto& header : headers)
        one.headers.push_back({text_member(header, "name"), text_member(header, "value")});
    if (!split->userinfo.empty())
      one.headers.push_back(
          {"Authorization", draft_.reference("AUTHORIZATION", split->userinfo, "Basic, and base64 of user:password")});
    read_body(one, member(request, "postData"));
    const int code = status.get<int>();
    if (code < 400) one.expected_status = std::to_string(code == 304 ? 200 : code);
    if (timed_) {
      const auto instant = instant_of(text_member(entry, "startedDateTime"));
      if (!instant) return leave(place, "requests without startedDateTime", split->path);
      one.instant_s = *instant;
    }
    return keep(std::move(one));
  }

  void tell() {
    for (const auto& [why, seen] : left_)
      draft_.leave_out(seen.place, fmt::format("{}: {}{}", why, seen.example,
                                               seen.count == 1 ? "" : fmt::format(", and {} more", seen.count - 1)));
  }

 private:
  struct Seen {
    std::string place;
    std::string example;
    std::size_t count = 0;
  };

  Result<> leave(const std::string& place, const std::string& why, std::string_view example) {
    auto& seen = left_[why];
    if (seen.count++ == 0)
      seen = {place, std::string(example.substr(0, std::min(example.find('?'), std::size_t{80}))), 1};
    return {};
  }

  void read_body(ImportedRequest& request, const HarJson& data) {
    if (!data.is_object()) return;
    const auto type = text_member(data, "mimeType");
    auto text = text_member(data, "text");
    const auto& parameters = member(data, "params");
    if (text.empty() && parameters.is_array() && !parameters.empty()) {
      request.body.kind = type.starts_with("multipart/") ? ImportedBody::Kind::multipart : ImportedBody::Kind::form;
      for (const auto& one : parameters) {
        const bool file = !text_member(one, "fileName").empty();
        if (file)
          draft_.leave_out(request.place, fmt::format("form field {}: the content of a file is not in a HAR",
                                                      text_member(one, "name")));
        if (!file) request.body.fields.push_back({text_member(one, "name"), text_member(one, "value"), false});
      }
      if (request.body.fields.empty()) request.body = {};
      return;
    }
    if (!text.empty()) request.body = body_from(std::move(text), type);
  }

  // The same request again makes it heavier.
  Result<> keep(ImportedRequest request) {
    if (timed_) {
      bytes_ += bytes_of(request);
      if (bytes_ > kMostTimed)
        return invalid(fmt::format(
            "{}: the requests until here are more than 256 MiB: split the file, or import it without --timed",
            request.place));
      draft_.requests.push_back(std::move(request));
      return {};
    }
    auto key = fmt::format("{} {}{} {}", request.method, request.origin, request.path, request.body.text);
    for (const auto& field : request.body.fields) key += fmt::format("\n{}={}", field.name, field.value);
    const auto [known, fresh] = kinds_.emplace(std::move(key), draft_.requests.size());
    if (!fresh) {
      draft_.requests[known->second].weight += 1;
      return {};
    }
    if (draft_.requests.size() < kMostKinds) {
      bytes_ += bytes_of(request);
      if (bytes_ > kMostBodies)
        return invalid(
            fmt::format("{}: the different requests until here are more than 64 MiB: split the file, or save fewer",
                        request.place));
      draft_.requests.push_back(std::move(request));
      return {};
    }
    kinds_.erase(known);
    return leave(request.place, fmt::format("more than {} different requests: --timed keeps them all", kMostKinds),
                 request.path);
  }

  const bool timed_;
  ImportDraft& draft_;
  std::map<std::string, Seen> left_;
  std::map<std::string, std::size_t> kinds_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<> import_har(std::istream& in, bool timed, ImportDraft& draft) {
  draft.format = "HAR of a browser";
  HarReader reader(timed, draft);
  const auto entries = read_har_entries(
      in, draft.source, [&](const HarJson& entry, std::size_t index) { return reader.add(entry, index); });
  if (entries.has_error()) return entries.error();
  reader.tell();
  return {};
}

}  // namespace plimsoll
