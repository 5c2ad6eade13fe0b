#include "scenarios/document/source_redaction.h"

#include "core/http/header_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace plimsoll {
namespace {

bool shows_a_value(const YamlNode& node) {
  if (!node.is_scalar() || node.line == 0 || node.written.empty()) return false;
  return node.written.find("${") == std::string::npos || node.written.find(":-") != std::string::npos;
}

// Of `auth` and what stands below it.
bool is_secret_of_auth(std::string_view key) {
  constexpr std::array<std::string_view, 6> kSecrets = {"bearer",        "password",   "value",
                                                        "client_secret", "secret_key", "session_token"};
  return std::find(kSecrets.begin(), kSecrets.end(), key) != kSecrets.end();
}

enum class Part { other, headers, auth };

// By their offset, so that they can be replaced from the last to the first.
using Secrets = std::map<std::size_t, std::string>;

void collect(const YamlNode& node, Part part, const std::vector<std::string>& names, Secrets& secrets) {
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const auto key = node.is_map() ? node.keys[i].text : std::string();
    const auto& item = node.items[i];
    const bool is_secret =
        (part == Part::headers && is_secret_header(key, names)) || (part == Part::auth && is_secret_of_auth(key));
    if (node.is_map() && is_secret && shows_a_value(item)) secrets.emplace(item.offset, item.written);
    const bool below_auth = part == Part::auth || key == "auth";
    collect(item, below_auth ? Part::auth : key == "headers" ? Part::headers : Part::other, names, secrets);
  }
}

}  // namespace

std::string redacted_source(std::string text, const YamlNode& root, const std::vector<std::string>& secret_headers) {
  Secrets secrets;
  collect(root, Part::other, secret_headers, secrets);
  for (auto last = secrets.end(); last != secrets.begin();) {  // from the end: what stands before keeps its place
    const auto& [from, secret] = *--last;
    const auto at = text.find(secret, from);
    if (at == std::string::npos)
      return std::string(kRedacted) + ": it holds a secret header in a form that cannot be blanked out";
    text.replace(at, secret.size(), kRedacted);
  }
  return text;
}

}  // namespace plimsoll
