#include "core/http/http_date.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>

namespace plimsoll {
namespace {

struct DateParts {
  std::optional<std::chrono::seconds> time;
  std::optional<unsigned> day;
  std::optional<unsigned> month;
  std::optional<int> year;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The digits in front, where there are as many as that and no more.
std::optional<int> leading_number(std::string_view token, std::size_t fewest, std::size_t most) {
  std::size_t digits = 0;
  while (digits < token.size() && is_digit(token[digits])) ++digits;
  if (digits < fewest || digits > most) return std::nullopt;
  int number = 0;
  std::from_chars(token.data(), token.data() + digits, number);
  return number;
}

std::optional<std::chrono::seconds> time_of_day(std::string_view token) {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = leading_number(token, 1, 2);
    if (!number) return std::nullopt;
    parts[i] = *number;
    token.remove_prefix(token.size() > 1 && is_digit(token[1]) ? 2 : 1);
    if (i == parts.size() - 1) break;
    if (!token.starts_with(':')) return std::nullopt;
    token.remove_prefix(1);
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return std::nullopt;
  return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) + std::chrono::seconds(parts[2]);
}

std::optional<unsigned> month_of(std::string_view token) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  const auto name = lower_case(token.substr(0, 3));
  const auto found = std::find(kMonths.begin(), kMonths.end(), name);
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

void take_date_part(std::string_view token, DateParts& parts) {
  if (!parts.time) {
    if (const auto time = time_of_day(token)) {
      parts.time = time;
      return;
    }
  }
  if (!parts.day) {
    if (const auto day = leading_number(token, 1, 2)) {
      parts.day = static_cast<unsigned>(*day);
      return;
    }
  }
  if (!parts.month) {
    if (const auto month = month_of(token)) {
      parts.month = month;
      return;
    }
  }
  if (parts.year) return;
  parts.year = leading_number(token, 2, 4);
  if (parts.year && *parts.year < 100) *parts.year += *parts.year >= 70 ? 1900 : 2000;
}

bool is_between_date_parts(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x09 || (byte >= 0x20 && byte <= 0x2F) || (byte >= 0x3B && byte <= 0x40) ||
         (byte >= 0x5B && byte <= 0x60) || (byte >= 0x7B && byte <= 0x7E);
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text) {
  DateParts parts;
  while (!text.empty()) {
    const auto begin = std::find_if_not(text.begin(), text.end(), is_between_date_parts);
    const auto end = std::find_if(begin, text.end(), is_between_date_parts);
    if (begin != end) take_date_part({&*begin, static_cast<std::size_t>(end - begin)}, parts);
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  }
  if (!parts.time || !parts.day || !parts.month || !parts.year || *parts.year < 1601) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*parts.year), std::chrono::month(*parts.month),
                                         std::chrono::day(*parts.day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + *parts.time;
}

WallTime bounded_wall_time(std::chrono::sys_seconds date) {
  using std::chrono::January;
  constexpr std::chrono::sys_seconds kEarliest{std::chrono::sys_days(std::chrono::year(1970) / January / 1)};
  constexpr std::chrono::sys_seconds kLatest{std::chrono::sys_days(std::chrono::year(2200) / January / 1)};
  return {std::clamp(date, kEarliest, kLatest)};
}

std::optional<Nanos> parse_retry_after(std::string_view text, WallTime now) {
  text = trimmed(text);
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_digit)) {
    constexpr std::uint64_t kMost = 10ULL * 365 * 24 * 3600;
    std::uint64_t seconds = kMost;  // also of a number that is too long
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds(std::min(seconds, kMost));
  }
  const auto date = parse_cookie_date(text);
  if (!date) return std::nullopt;
  return std::max(Nanos(0), Nanos(bounded_wall_time(*date) - now));
}

}  // namespace plimsoll
