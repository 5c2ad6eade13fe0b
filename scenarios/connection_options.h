#pragma once

// How connections to the target are made and kept. Values; any thread.

#include "core/error.h"
#include "core/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Where a name leads, said instead of asked.
struct ResolveOverride {
  std::string host;
  std::uint16_t port = 0;
  std::vector<std::string> addresses;  // numeric, tried in this order
};

struct ConnectionOptions {
  bool keep_alive = true;                      // false: a new connection for each request
  std::vector<std::string> sources;            // numeric addresses of ours, taken in turn; empty: the kernel chooses
  std::vector<ResolveOverride> resolve;        // of the target's host and port
  Nanos re_resolve = std::chrono::minutes(1);  // 0: the name is asked again only when no address can be reached
};

bool is_ipv6_address(const std::string& text);

// "127.0.0.2", "fd00::2" or "[fd00::2]": without the brackets.
Result<std::string> parse_address(std::string_view text);

// "api.test:443" and "[::1]:443", without addresses.
Result<ResolveOverride> parse_host_and_port(std::string_view text);

// As curl writes it: "api.test:443:127.0.0.1", several addresses with commas.
Result<ResolveOverride> parse_resolve(std::string_view text);

}  // namespace plimsoll
