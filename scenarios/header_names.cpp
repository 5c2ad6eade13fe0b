#include "scenarios/header_names.h"

#include <algorithm>
#include <array>

namespace plimsoll {

std::string lower_case_header(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool has_header(const std::vector<Header>& headers, std::string_view lower_case_name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const Header& header) { return lower_case_header(header.name) == lower_case_name; });
}

bool is_secret_header(std::string_view name, const std::vector<std::string>& further_lower_case_names) {
  constexpr std::array<std::string_view, 9> kAlways = {
      "authorization", "proxy-authorization",  "cookie",        "set-cookie", "x-api-key", "api-key",
      "x-auth-token",  "x-amz-security-token", "x-goog-api-key"};
  const auto lower = lower_case_header(name);
  return std::find(kAlways.begin(), kAlways.end(), lower) != kAlways.end() ||
         std::find(further_lower_case_names.begin(), further_lower_case_names.end(), lower) !=
             further_lower_case_names.end();
}

}  // namespace plimsoll
