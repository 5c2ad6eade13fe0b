#include "core/http/header_names.h"

#include <array>

namespace plimsoll {

bool is_secret_header(std::string_view name, const std::vector<std::string>& beside) {
  constexpr std::array<std::string_view, 9> kAlways = {
      "authorization", "proxy-authorization",  "cookie",        "set-cookie", "x-api-key", "api-key",
      "x-auth-token",  "x-amz-security-token", "x-goog-api-key"};
  const auto is_it = [&](std::string_view secret) { return same_header(secret, name); };
  return std::any_of(kAlways.begin(), kAlways.end(), is_it) || std::any_of(beside.begin(), beside.end(), is_it);
}

}  // namespace plimsoll
