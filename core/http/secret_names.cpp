#include "core/http/secret_names.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace plimsoll {
namespace {

// Lower case, without what parts words: "Access-Token" is "accesstoken".
std::string letters_of(std::string_view name) {
  std::string letters;
  for (const char c : name)
    if (c != '-' && c != '_' && c != '.' && c != ' ') letters += lower_ascii(c);
  return letters;
}

}  // namespace

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 17> kWords = {
      "token",     "accesstoken",  "refreshtoken", "idtoken",   "authtoken",  "apikey",
      "secret",    "clientsecret", "password",     "passwd",    "passphrase", "signature",
      "sessionid", "sig",          "privatekey",   "csrftoken", "xcsrftoken"};
  const auto letters = letters_of(name);
  if (std::find(kWords.begin(), kWords.end(), letters) != kWords.end()) return true;
  constexpr std::array<std::string_view, 7> kEnds = {"apikey",   "accesstoken",   "authtoken",      "secret",
                                                     "password", "securitytoken", "subscriptionkey"};
  return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return letters.ends_with(end); });
}

bool is_secret_variable(std::string_view name) {
  constexpr std::array<std::string_view, 6> kEnds = {"token", "key", "pass", "pwd", "credential", "credentials"};
  const auto letters = letters_of(name);
  return is_secret_name(name) ||
         std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return letters.ends_with(end); });
}

bool looks_secret(std::string_view value) {
  if (value.starts_with("Bearer ") && value.size() > 15) return true;
  if (value.find_first_of(" \t\n/") != std::string_view::npos) return false;
  const bool is_jwt = value.starts_with("eyJ") && std::count(value.begin(), value.end(), '.') == 2 && value.size() > 30;
  constexpr std::array<std::string_view, 9> kBegins = {"sk-",    "sk_live_", "sk_test_", "ghp_", "github_pat_",
                                                       "glpat-", "xoxb-",    "AKIA",     "hf_"};
  const bool by_begin = value.size() >= 19 && std::any_of(kBegins.begin(), kBegins.end(), [&](std::string_view begin) {
                          return value.starts_with(begin);
                        });
  return is_jwt || by_begin;
}

}  // namespace plimsoll
