#include "engine/dialogue/location.h"

#include "core/text.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestShown = 100;

struct UriParts {
  std::string_view scheme;  // empty: none
  bool has_authority = false;
  std::string_view authority;
  std::string_view path;
  bool has_query = false;
  std::string_view query;
};

bool is_scheme(std::string_view text) {
  const auto is_letter = [](char c) { return lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z'; };
  return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

// RFC 3986, appendix B.
UriParts parts_of(std::string_view text) {
  UriParts parts;
  text = text.substr(0, text.find('#'));
  if (const auto colon = text.find_first_of(":/?");
      colon != std::string_view::npos && text[colon] == ':' && is_scheme(text.substr(0, colon))) {
    parts.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    parts.has_authority = true;
    parts.authority = text.substr(2, text.find_first_of("/?", 2) - 2);
    text.remove_prefix(2 + parts.authority.size());
  }
  const auto question = text.find('?');
  parts.path = text.substr(0, question);
  if (question != std::string_view::npos) {
    parts.has_query = true;
    parts.query = text.substr(question + 1);
  }
  return parts;
}

std::string merged(std::string_view base, std::string_view relative) {
  return std::string(base.substr(0, base.rfind('/') + 1)) + std::string(relative);
}

Error no_destination(std::string_view location) {
  return invalid(fmt::format("the redirect leads to what cannot be followed: {}", location.substr(0, kLongestShown)));
}

}  // namespace

bool is_same_place(const Url& a, const Url& b) { return a.scheme == b.scheme && a.host == b.host && a.port == b.port; }

Result<NextStop> next_stop(std::string_view location, const Url& asked, std::string_view path) {
  const auto to = parts_of(trimmed(location));
  NextStop destination;
  destination.place = asked;
  destination.place.base_path.clear();
  if (to.has_authority) {
    const std::string_view own = asked.scheme == Url::Scheme::https ? "https" : "http";
    auto place = parse_url(fmt::format("{}://{}", to.scheme.empty() ? own : to.scheme, to.authority));
    if (!place || !place->socket_path.empty()) return no_destination(location);
    const bool is_own = is_same_place(*place, asked);  // a Unix socket stays one
    if (!is_own) destination.place = *std::move(place);
  } else if (!to.scheme.empty()) {
    return no_destination(location);
  }

  const auto base_query = path.find('?');
  const auto base_path = path.substr(0, base_query);
  std::string wanted;
  if (!to.has_authority && to.path.empty()) {
    wanted = base_path;
    if (!to.has_query && base_query != std::string_view::npos) wanted += path.substr(base_query);
  } else {
    const bool is_whole = to.has_authority || to.path.starts_with('/');
    wanted = without_dot_segments(is_whole ? std::string(to.path) : merged(base_path, to.path));
    if (!wanted.starts_with('/')) wanted.insert(0, 1, '/');
  }
  if (to.has_query) wanted.append(1, '?').append(to.query);
  append_encoded_path(wanted, destination.path);
  return destination;
}

}  // namespace plimsoll
