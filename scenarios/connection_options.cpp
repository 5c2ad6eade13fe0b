#include "scenarios/connection_options.h"

#include "core/error.h"
#include "scenarios/url.h"

#include <arpa/inet.h>
#include <fmt/format.h>

namespace plimsoll {
namespace {

bool is_ipv4_address(const std::string& text) {
  in_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1;
}

// Where the colon before the address stands: after the port, so an address may have colons of its own.
std::size_t end_of_port(std::string_view text) {
  const auto host_end = text.starts_with('[') ? text.find(']') : text.find(':');
  if (host_end == std::string_view::npos) return host_end;
  const auto port_begin = text.find(':', host_end);
  return port_begin == std::string_view::npos ? port_begin : text.find(':', port_begin + 1);
}

}  // namespace

bool is_ipv6_address(const std::string& text) {
  in6_addr address{};
  return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

Result<std::string> parse_address(std::string_view text) {
  const bool bracketed = text.size() > 2 && text.starts_with('[') && text.ends_with(']');
  const std::string plain(bracketed ? text.substr(1, text.size() - 2) : text);
  if (is_ipv6_address(plain) || (!bracketed && is_ipv4_address(plain))) return plain;
  return invalid(fmt::format(R"(expected an address like "127.0.0.2" or "fd00::2", got "{}")", text));
}

Result<ResolveOverride> parse_host_and_port(std::string_view text) {
  const bool has_port = text.find(':', text.starts_with('[') ? text.find(']') : 0) != std::string_view::npos;
  const auto url = parse_url(fmt::format("http://{}", text));
  if (!has_port || !url || !url->base_path.empty())
    return invalid(fmt::format(R"(expected a host and its port like "api.test:443", got "{}")", text));
  ResolveOverride made;
  made.host = url->host;
  made.port = url->port;
  return made;
}

Result<ResolveOverride> parse_resolve(std::string_view text) {
  const auto colon = end_of_port(text);
  if (colon == std::string_view::npos)
    return invalid(fmt::format(R"(expected HOST:PORT:ADDRESS like "api.test:443:127.0.0.1", got "{}")", text));
  auto made = parse_host_and_port(text.substr(0, colon));
  if (!made) return made;
  for (auto rest = text.substr(colon + 1);;) {
    const auto comma = rest.find(',');
    auto address = parse_address(rest.substr(0, comma));
    if (!address) return address.error();
    made->addresses.push_back(*std::move(address));
    if (comma == std::string_view::npos) return made;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace plimsoll
