#include "engine/http1/cache_signs.h"

#include "core/http/header_names.h"
#include "core/stable_hash.h"
#include "core/text.h"

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

// The first place of a word in any case; npos: nowhere.
std::size_t find_word(std::string_view text, std::string_view lower) {
  const auto found = std::search(text.begin(), text.end(), lower.begin(), lower.end(),
                                 [](char a, char b) { return lower_ascii(a) == b; });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

bool is_letter(char c) { return (lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z'); }

// As a word of its own: "HIT", "TCP_HIT", "hit, MISS", not "white".
bool has_word(std::string_view text, std::string_view lower) {
  while (true) {
    const auto at = find_word(text, lower);
    if (at == std::string_view::npos) return false;
    const auto end = at + lower.size();
    const bool begins = at == 0 || !is_letter(text[at - 1]);
    if (begins && (end == text.size() || !is_letter(text[end]))) return true;
    text.remove_prefix(at + 1);
  }
}

// "12", "0, 3"; not "0".
bool has_number_above_zero(std::string_view value) {
  return value.find_first_of("123456789") != std::string_view::npos &&
         value.find_first_not_of("0123456789, ") == std::string_view::npos;
}

bool says_cached(std::string_view name, std::string_view value) {
  if (same_header(name, "age")) return has_number_above_zero(value);
  // Varnish gives the number of this request, and of the one whose answer it kept.
  if (same_header(name, "x-varnish")) return value.find(' ') != std::string_view::npos;
  if (same_header(name, "server-timing"))
    return find_word(value, "cache") != std::string_view::npos && has_word(value, "hit");
  if (find_word(name, "cache") == std::string_view::npos || same_header(name, "cache-control")) return false;
  if (find_word(name, "hits") != std::string_view::npos) return has_number_above_zero(value);
  if (find_word(name, "cached") != std::string_view::npos)
    return has_word(value, "true") || has_word(value, "yes") || value == "1" || has_word(value, "hit");
  constexpr std::array<std::string_view, 4> kWords = {"hit", "stale", "revalidated", "updating"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return has_word(value, word); });
}

}  // namespace

std::string_view sign_of_cache(std::string_view headers) {
  while (!headers.empty()) {
    const auto line = headers.substr(0, headers.find('\n'));
    headers.remove_prefix(std::min(line.size() + 1, headers.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = line.substr(0, colon);
    if (says_cached(name, trimmed(line.substr(colon + 1)))) return trimmed(line);
  }
  return {};
}

std::uint64_t hash_of_body(std::string_view body) {
  constexpr std::size_t kHashed = 4 << 10;
  return stable_hash(body.substr(0, kHashed), kStableHashStart ^ body.size()) | 1;
}

}  // namespace plimsoll
