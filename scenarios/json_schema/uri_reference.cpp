#include "scenarios/json_schema/uri_reference.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace plimsoll {
namespace {

constexpr std::string_view kFileScheme = "file://";

struct UriParts {
  std::string_view scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

UriParts parts_of(std::string_view uri) {
  UriParts parts;
  if (const auto hash = uri.find('#'); hash != std::string_view::npos) {
    parts.fragment = uri.substr(hash + 1);
    uri = uri.substr(0, hash);
  }
  if (const auto mark = uri.find('?'); mark != std::string_view::npos) {
    parts.query = uri.substr(mark + 1);
    uri = uri.substr(0, mark);
  }
  parts.scheme = scheme_of(uri);
  if (!parts.scheme.empty()) uri.remove_prefix(parts.scheme.size() + 1);
  if (uri.starts_with("//")) {
    const auto end = std::min(uri.find('/', 2), uri.size());
    parts.authority = uri.substr(2, end - 2);
    uri.remove_prefix(end);
  }
  parts.path = uri;
  return parts;
}

std::string without_dots(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const auto end = std::min(path.find('/', 1), path.size());
    const auto segment = path.substr(0, end);
    path.remove_prefix(end);
    const auto name = segment.starts_with('/') ? segment.substr(1) : segment;
    if (name != "." && name != "..") {
      result += segment;
      continue;
    }
    if (name == "..") result.erase(std::min(result.rfind('/'), result.size()));
    if (path.empty() && segment.starts_with('/')) result += '/';
  }
  return result;
}

std::string merged(const UriParts& base, std::string_view path) {
  if (base.authority && base.path.empty()) return "/" + std::string(path);
  const auto slash = base.path.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view() : base.path.substr(0, slash + 1)) +
         std::string(path);
}

}  // namespace

std::string_view scheme_of(std::string_view uri) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (std::size_t i = 0; i < uri.size(); ++i) {
    const char c = uri[i];
    if (c == ':') return uri.substr(0, i);
    const bool is_of_scheme = is_letter(c) || (i > 0 && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
    if (!is_of_scheme) break;
  }
  return {};
}

std::string_view without_fragment(std::string_view uri) { return uri.substr(0, uri.find('#')); }

std::string_view fragment_of(std::string_view uri) {
  const auto hash = uri.find('#');
  return hash == std::string_view::npos ? std::string_view() : uri.substr(hash + 1);
}

std::string resolve_reference(std::string_view base, std::string_view reference) {
  const auto from = parts_of(base);
  auto to = parts_of(reference);
  std::string path;
  if (!to.scheme.empty() || to.authority) {
    path = without_dots(to.path);
  } else if (to.path.empty()) {
    path = from.path;
    if (!to.query) to.query = from.query;
  } else {
    path = without_dots(to.path.starts_with('/') ? std::string(to.path) : merged(from, to.path));
  }
  if (to.scheme.empty()) {
    to.scheme = from.scheme;
    if (!to.authority) to.authority = from.authority;
  }
  std::string uri;
  if (!to.scheme.empty()) uri.append(to.scheme).append(":");
  if (to.authority) uri.append("//").append(*to.authority);
  uri += path;
  if (to.query) uri.append("?").append(*to.query);
  if (to.fragment) uri.append("#").append(*to.fragment);
  return uri;
}

std::string percent_decoded(std::string_view text) {
  const auto value = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_code = text[i] == '%' && i + 2 < text.size() && value(text[i + 1]) >= 0 && value(text[i + 2]) >= 0;
    decoded += is_code ? static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2])) : text[i];
    if (is_code) i += 2;
  }
  return decoded;
}

std::string file_uri(const std::filesystem::path& path) {
  std::string uri(kFileScheme);
  for (const char c : path.generic_string()) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view kHex = "0123456789ABCDEF";
    if (c == '%' || c == '#' || c == '?' || byte <= ' ' || byte >= 0x7F)
      uri.append({'%', kHex[byte >> 4U], kHex[byte & 0xFU]});
    else
      uri += c;
  }
  return uri;
}

std::filesystem::path path_of_file_uri(std::string_view uri) {
  if (uri.starts_with(kFileScheme)) uri.remove_prefix(kFileScheme.size());
  return percent_decoded(uri);
}

}  // namespace plimsoll
