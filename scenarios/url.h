#pragma once

// The address of a target: scheme://host[:port][/base], or http+unix://%2Fpath%2Fof.sock[/base] for an HTTP server on a
// Unix socket. A value; any thread.

#include "core/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace plimsoll {

struct Url {
  enum class Scheme { http, https };
  Scheme scheme = Scheme::http;
  std::string host;  // a name or an address, IPv6 without brackets
  std::uint16_t port = 80;
  std::string base_path;          // "" or "/v1", without a slash at the end
  std::string socket_path{};      // of a Unix socket, not encoded; its host is localhost. Empty: TCP
  std::string text() const;       // as people write it
  std::string authority() const;  // the Host header: port only where it is not the scheme's own
  std::string place() const;      // for messages: "api.test:443", "[::1]:80", "/run/api.sock"
  bool is_loopback() const;       // by its spelling alone: localhost, *.localhost, 127.x.x.x, ::1, a Unix socket
};

// User info, a query and a fragment are refused, each with what to write instead.
Result<Url> parse_url(std::string_view text);

}  // namespace plimsoll
