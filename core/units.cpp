#include "core/units.h"

#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace plimsoll {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array kDurationUnits = {Unit{"d", 86400e9}, Unit{"h", 3600e9}, Unit{"m", 60e9}, Unit{"s", 1e9},
                                       Unit{"ms", 1e6},    Unit{"us", 1e3},   Unit{"ns", 1}};
constexpr std::array kByteUnits = {
    Unit{"B", 1},         Unit{"kB", 1e3},           Unit{"MB", 1e6},
    Unit{"GB", 1e9},      Unit{"TB", 1e12},          Unit{"KiB", 1024},
    Unit{"MiB", 1048576}, Unit{"GiB", 1073741824.0}, Unit{"TiB", 1099511627776.0},
    Unit{"KB", 1e3},
};
constexpr std::array kRateUnits = {Unit{"s", 1}, Unit{"m", 60}, Unit{"min", 60}, Unit{"h", 3600}};
constexpr double kLongestNanos = 10 * 365.25 * 86400e9;

// Reads a plain decimal number from the front of `text` and removes it; no sign, no exponent, no "inf".
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  if (text.empty() || (text.front() != '.' && (text.front() < '0' || text.front() > '9'))) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::string_view take_letters(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && ((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= 'A' && text[n] <= 'Z'))) ++n;
  const auto letters = text.substr(0, n);
  text.remove_prefix(n);
  return letters;
}

template <std::size_t N>
std::optional<double> factor_of(const std::array<Unit, N>& units, std::string_view name) {
  for (const auto& unit : units)
    if (unit.name == name) return unit.factor;
  return std::nullopt;
}

Error expected(std::string_view what, std::string_view got) {
  return {ErrorKind::invalid, fmt::format("expected {}, got \"{}\"", what, got)};
}

constexpr std::string_view kDurationForm = R"(a duration like "30s", "250ms" or "1h30m")";

}  // namespace

Result<Nanos> parse_duration(std::string_view text) {
  const auto whole = text;
  text = trimmed(text);
  if (text == "0") return Nanos(0);
  double total = 0;
  double last_factor = INFINITY;
  if (text.empty()) return expected(kDurationForm, whole);
  while (!text.empty()) {
    const auto number = take_number(text);
    const auto unit = number ? take_letters(text) : std::string_view{};
    const auto factor = factor_of(kDurationUnits, unit == "min" ? "m" : unit);
    if (!number || !factor || *factor >= last_factor) return expected(kDurationForm, whole);
    total += *number * *factor;
    last_factor = *factor;
    text = trimmed(text);
  }
  if (total > kLongestNanos) return expected("a duration of at most 10 years", whole);
  return Nanos(static_cast<std::int64_t>(std::llround(total)));
}

Result<double> parse_rate(std::string_view text) {
  constexpr std::string_view kForm = R"(a rate above 0 like "200/s", "0.5/s" or "30/m")";
  const auto whole = text;
  text = trimmed(text);
  const auto number = take_number(text);
  if (!number || !std::isfinite(*number) || *number <= 0) return expected(kForm, whole);
  text = trimmed(text);
  if (text.empty()) return *number;
  if (text.front() != '/') return expected(kForm, whole);
  const auto factor = factor_of(kRateUnits, trimmed(text.substr(1)));
  if (!factor) return expected(kForm, whole);
  return *number / *factor;
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
  constexpr std::string_view kForm = R"(a size like "64KiB", "2GiB" or "512B")";
  const auto whole = text;
  text = trimmed(text);
  const auto number = take_number(text);
  if (!number) return expected(kForm, whole);
  text = trimmed(text);
  const auto factor = text.empty() ? std::optional<double>(1) : factor_of(kByteUnits, text);
  if (!factor) return expected(kForm, whole);
  const double bytes = *number * *factor;
  if (!(bytes < 9e18)) return expected("a size below 8 EiB", whole);
  return static_cast<std::uint64_t>(std::llround(bytes));
}

Result<double> parse_share(std::string_view text) {
  constexpr std::string_view kForm = R"(a share like "1%" or "0.01", at most 100%)";
  const auto whole = text;
  text = trimmed(text);
  const auto number = take_number(text);
  if (!number) return expected(kForm, whole);
  text = trimmed(text);
  const bool percent = text == "%";
  if (!percent && !text.empty()) return expected(kForm, whole);
  const double share = percent ? *number / 100 : *number;
  if (!(share <= 1)) return expected(kForm, whole);
  return share;
}

std::string format_duration(Nanos duration) {
  const double seconds = to_seconds(duration);
  if (seconds < 0) return "-" + format_duration(-duration);
  if (duration == Nanos(0)) return "0 s";
  if (seconds < 0.9995e-3) return fmt::format("{:.3g} µs", seconds * 1e6);
  if (seconds < 0.9995) return fmt::format("{:.3g} ms", seconds * 1e3);
  if (seconds < 59.95) return fmt::format("{:.3g} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  const auto two = [](std::int64_t big, const char* big_unit, std::int64_t small, const char* small_unit) {
    return small == 0 ? fmt::format("{} {}", big, big_unit)
                      : fmt::format("{} {} {} {}", big, big_unit, small, small_unit);
  };
  if (whole < 3600) return two(whole / 60, "min", whole % 60, "s");
  if (whole < 86400) return two(whole / 3600, "h", whole % 3600 / 60, "min");
  return two(whole / 86400, "d", whole % 86400 / 3600, "h");
}

std::string format_duration_exact(Nanos duration) {
  if (duration <= Nanos(0)) return "0s";
  std::string text;
  auto rest = duration.count();
  for (const auto& unit : kDurationUnits) {
    const auto size = static_cast<std::int64_t>(unit.factor);
    if (const auto n = rest / size; n > 0) text += fmt::format("{}{}", n, unit.name);
    rest %= size;
  }
  return text;
}

std::string format_bytes(double bytes, int more_digits) {
  if (std::round(bytes) == 0) return "0 B";
  if (bytes < 0) return "-" + format_bytes(-bytes, more_digits);
  constexpr std::array kNames = {"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 999.5 && unit + 1 < kNames.size()) {
    bytes /= 1024;
    ++unit;
  }
  if (unit == 0) return fmt::format("{:.0f} B", bytes);
  const int digits = (bytes < 9.995 ? 2 : bytes < 99.95 ? 1 : 0) + more_digits;
  return fmt::format("{:.{}f} {}", bytes, digits, kNames[unit]);
}

std::string format_count(std::uint64_t count) {
  auto digits = std::to_string(count);
  for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3)
    digits.insert(static_cast<std::size_t>(place), 1, ',');
  return digits;
}

std::string format_number(double number) {
  constexpr double kLargest = 1e18;
  if (!std::isfinite(number)) return "-";
  if (number < 0) return "-" + format_number(-number);
  if (number >= 99999.5) return format_count(static_cast<std::uint64_t>(std::llround(std::min(number, kLargest))));
  const int magnitude = number > 0 ? static_cast<int>(std::floor(std::log10(number))) : 0;
  auto text = fmt::format("{:.{}f}", number, std::clamp(5 - magnitude, 0, 15));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  const auto whole = std::min(text.find('.'), text.size());
  return format_count(std::stoull(text.substr(0, whole))) + text.substr(whole);
}

}  // namespace plimsoll
