#include "scenarios/url.h"

#include "core/error.h"
#include "core/hex.h"
#include "core/text.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/un.h>
#include <algorithm>
#include <charconv>
#include <optional>

namespace plimsoll {
namespace {

constexpr std::string_view kUnixScheme = "http+unix";
constexpr std::size_t kLongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;

constexpr std::uint16_t default_port(Url::Scheme scheme) { return scheme == Url::Scheme::https ? 443 : 80; }

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

Result<Url::Scheme> parse_scheme(std::string_view text, std::string_view whole) {
  const auto scheme = lower_case(text);
  if (scheme == "http") return Url::Scheme::http;
  if (scheme == "https") return Url::Scheme::https;
  return invalid(fmt::format(R"(expected a URL with http://, https:// or http+unix://, got "{}")", whole));
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

struct HostAndPort {
  std::string_view host;
  std::optional<std::string_view> port;
};

std::optional<HostAndPort> split_authority(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const auto host = authority.substr(1, close - 1);
    const auto rest = authority.substr(close + 1);
    if (rest.empty()) return HostAndPort{host, std::nullopt};
    if (rest.front() != ':') return std::nullopt;
    return HostAndPort{host, rest.substr(1)};
  }
  const auto colon = authority.find(':');
  if (colon == std::string_view::npos) return HostAndPort{authority, std::nullopt};
  return HostAndPort{authority.substr(0, colon), authority.substr(colon + 1)};
}

// What is wrong with the URL as a whole, before its parts are looked at.
std::optional<Error> misplaced_part(std::string_view authority, std::string_view rest, std::string_view text) {
  if (authority.find('@') != std::string_view::npos)
    return invalid(
        "a target has no user and password in it: say them under auth, for example "
        "auth: {basic: {user: ann, password: \"${PASSWORD}\"}}");
  if (rest.find('#') != std::string_view::npos)
    return invalid(fmt::format(R"(a target has no fragment: remove "{}")", rest.substr(rest.find('#'))));
  if (rest.find('?') != std::string_view::npos)
    return invalid(
        fmt::format(R"(a target has no query: write "{}" with the path of a request)", rest.substr(rest.find('?'))));
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127)
      return invalid(
          fmt::format(R"(expected a URL of plain ASCII characters without blanks, got "{}": percent-encode a path, )"
                      "write a host in its xn-- form",
                      text));
  return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    const auto octet = i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!octet) return std::nullopt;
    plain += *octet;
    i += 2;
  }
  return plain;
}

std::string percent_encoded(std::string_view path) {
  std::string text;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

// The socket's path stands where the host of other URLs is.
Result<Url> parse_socket_url(std::string_view authority, std::string_view rest) {
  constexpr std::string_view kForm = R"(expected the path of a socket, percent-encoded, as in )"
                                     R"("http+unix://%2Frun%2Fapi.sock/base")";
  if (authority.empty() && rest.size() > 1)
    return invalid(fmt::format(R"({}: write "{}://{}")", kForm, kUnixScheme, percent_encoded(rest)));
  const auto path = percent_decoded(authority);
  if (!path || path->empty() || path->front() != '/' || path->find('\0') != std::string::npos)
    return invalid(fmt::format(R"({}, got "{}")", kForm, authority));
  if (path->size() > kLongestSocketPath)
    return invalid(
        fmt::format("the path of a socket has at most {} bytes, this one {}", kLongestSocketPath, path->size()));
  Url url;
  url.host = "localhost";
  url.socket_path = *path;
  url.base_path = rest.substr(0, rest.find_last_not_of('/') + 1);
  return url;
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  if (text.empty()) return invalid(R"(expected a URL like "http://127.0.0.1:5000", got nothing)");
  const auto colon = text.find("://");
  if (colon == std::string_view::npos)
    return invalid(fmt::format(R"(a URL starts with http:// or https://: write "http://{}")", text));
  const auto after = text.substr(colon + 3);
  const auto authority = after.substr(0, after.find_first_of("/?#"));
  const auto rest = after.substr(authority.size());
  const bool on_socket = lower_case(text.substr(0, colon)) == kUnixScheme;
  const auto scheme = on_socket ? Url::Scheme::http : parse_scheme(text.substr(0, colon), text);
  if (!scheme) return scheme.error();
  if (auto error = misplaced_part(authority, rest, text)) return *error;
  if (on_socket) return parse_socket_url(authority, rest);

  const auto parts = split_authority(authority);
  Url url;
  url.scheme = *scheme;
  if (parts) url.host = lower_case(parts->host);
  if (!parts || (authority.starts_with('[') ? !is_ipv6(url.host) : !is_host_name(url.host)))
    return invalid(
        fmt::format(R"(expected a host name or address, an IPv6 address in [brackets], got "{}")", authority));
  const auto port = parts->port ? parse_port(*parts->port) : default_port(url.scheme);
  if (!port) return invalid(fmt::format(R"(expected a port from 1 to 65535, got "{}")", *parts->port));
  url.port = *port;
  url.base_path = rest.substr(0, rest.find_last_not_of('/') + 1);
  return url;
}

std::string Url::authority() const {
  const bool bracketed = host.find(':') != std::string::npos;
  auto text = bracketed ? "[" + host + "]" : host;
  if (port != default_port(scheme)) text += ":" + std::to_string(port);
  return text;
}

std::string Url::text() const {
  if (!socket_path.empty()) return fmt::format("{}://{}{}", kUnixScheme, percent_encoded(socket_path), base_path);
  return (scheme == Scheme::https ? "https://" : "http://") + authority() + base_path;
}

std::string Url::place() const {
  if (!socket_path.empty()) return socket_path;
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

bool Url::is_loopback() const {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1)
    return IN6_IS_ADDR_LOOPBACK(&v6) != 0 || (IN6_IS_ADDR_V4MAPPED(&v6) != 0 && v6.s6_addr[12] == 127);
  return host == "localhost" || host.ends_with(".localhost");
}

}  // namespace plimsoll
