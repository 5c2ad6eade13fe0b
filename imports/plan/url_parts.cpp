#include "imports/plan/url_parts.h"

#include "core/text.h"
#include "imports/plan/import_draft.h"
#include "scenarios/url.h"

#include <algorithm>

namespace plimsoll {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = lower_ascii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::optional<UrlParts> split_url(std::string_view url) {
  UrlParts parts;
  url = url.substr(0, url.find('#'));
  if (!url.starts_with('/')) {
    auto scheme = std::string("http");
    bool has_scheme = false;
    if (const auto colon = url.find("://"); colon != std::string_view::npos && colon < url.find_first_of("/?")) {
      scheme = lower_case(url.substr(0, colon));
      url.remove_prefix(colon + 3);
      has_scheme = true;
    }
    if (scheme != "http" && scheme != "https") return std::nullopt;
    auto authority = url.substr(0, url.find_first_of("/?"));
    url.remove_prefix(authority.size());
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
      parts.userinfo = percent_decoded_text(authority.substr(0, at));
      authority.remove_prefix(at + 1);
    }
    if (has_reference(authority)) {
      parts.origin = (has_scheme ? scheme + "://" : "") + std::string(authority);  // $BASE_URL may hold the scheme
    } else {
      const auto parsed = parse_url(scheme + "://" + std::string(authority));
      if (parsed.has_error()) return std::nullopt;
      parts.origin = parsed->text();
    }
  }
  parts.path = url.starts_with('/') ? std::string(url) : "/" + std::string(url);
  return parts;
}

std::string percent_decoded_text(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    plain += low < 0 ? text[i] : static_cast<char>(high * 16 + low);
    if (low >= 0) i += 2;
  }
  return plain;
}

std::optional<std::vector<Header>> decoded_form(std::string_view text) {
  std::vector<Header> pairs;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    std::string name(pair.substr(0, equals));
    std::string value(pair.substr(equals + 1));
    replace_all(name, "+", " ");
    replace_all(value, "+", " ");
    pairs.push_back({percent_decoded_text(name), percent_decoded_text(value)});
  }
  return pairs;
}

}  // namespace plimsoll
