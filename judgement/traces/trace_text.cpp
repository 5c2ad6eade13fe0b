#include "judgement/traces/trace_text.h"

#include "core/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMaxShownBytes = 40;
constexpr std::size_t kMaxShownNames = 20;
constexpr std::size_t kMaxDigits = 64;

constexpr std::array<std::pair<std::string_view, MemoryUnit>, 9> kMemoryUnits = {{{"bytes", {"bytes", 1}},
                                                                                  {"byte", {"bytes", 1}},
                                                                                  {"b", {"bytes", 1}},
                                                                                  {"kb", {"kB", 1e3}},
                                                                                  {"kib", {"KiB", 1024}},
                                                                                  {"mb", {"MB", 1e6}},
                                                                                  {"mib", {"MiB", 1048576}},
                                                                                  {"gb", {"GB", 1e9}},
                                                                                  {"gib", {"GiB", 1073741824}}}};

// Behind a number, in lower case; of a name they would be the end of a word.
constexpr std::array<std::pair<std::string_view, MemoryUnit>, 10> kShortUnits = {{{"k", {"KiB", 1024}},
                                                                                  {"ki", {"KiB", 1024}},
                                                                                  {"m", {"MiB", 1048576}},
                                                                                  {"mi", {"MiB", 1048576}},
                                                                                  {"g", {"GiB", 1073741824}},
                                                                                  {"gi", {"GiB", 1073741824}},
                                                                                  {"t", {"TiB", 1099511627776}},
                                                                                  {"ti", {"TiB", 1099511627776}},
                                                                                  {"tib", {"TiB", 1099511627776}},
                                                                                  {"tb", {"TB", 1e12}}}};

constexpr std::array<std::pair<std::string_view, double>, 12> kTimeUnits = {{{"s", 1},
                                                                             {"sec", 1},
                                                                             {"secs", 1},
                                                                             {"second", 1},
                                                                             {"seconds", 1},
                                                                             {"ms", 1e-3},
                                                                             {"msec", 1e-3},
                                                                             {"millis", 1e-3},
                                                                             {"milliseconds", 1e-3},
                                                                             {"us", 1e-6},
                                                                             {"ns", 1e-9},
                                                                             {"min", 60}}};

bool is_unit(std::string_view text) { return memory_unit(text) || seconds_of_unit(text); }

std::string plain(std::string_view name) {
  std::string text;
  for (const char c : trimmed(name)) {
    if (c == ' ' || c == '-' || c == '.') {
      text += '_';
    } else if (c != '@' && c != '#') {
      text += lower_ascii(c);
    }
  }
  return text;
}

std::string without_end(std::string text) {
  while (!text.empty() && text.back() == '_') text.pop_back();
  return text;
}

// The unit in brackets at the end.
std::optional<NameParts> bracketed(const std::string& text) {
  if (text.empty() || (text.back() != ')' && text.back() != ']')) return std::nullopt;
  const auto open = text.find_last_of("([");
  if (open == std::string::npos) return std::nullopt;
  NameParts parts{without_end(text.substr(0, open)), text.substr(open + 1, text.size() - open - 2)};
  if (!is_unit(parts.unit)) return std::nullopt;
  return parts;
}

}  // namespace

std::string shown(std::string_view text) {
  std::string safe(text.substr(0, kMaxShownBytes));
  for (char& c : safe) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  }
  return text.size() > kMaxShownBytes ? safe + "..." : safe;
}

std::string shown_names(const std::vector<std::string>& names) {
  std::vector<std::string> few;
  for (const auto& name : names) {
    if (few.size() == kMaxShownNames) {
      few.emplace_back("...");
      break;
    }
    few.push_back(shown(name));
  }
  return fmt::format("{}", fmt::join(few, ", "));
}

std::optional<double> parse_number(std::string_view text, DecimalMark mark) {
  text = trimmed(text);
  if (text.empty()) return NAN;
  std::array<char, kMaxDigits> with_point{};
  if (mark == DecimalMark::comma && text.size() < with_point.size()) {
    std::replace_copy(text.begin(), text.end(), with_point.begin(), ',', '.');
    text = {with_point.data(), text.size()};
  }
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::result_out_of_range && end == text.data() + text.size()) return NAN;
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Amount> parse_amount(std::string_view text, DecimalMark mark) {
  text = trimmed(text.substr(0, text.find('/')));
  if (const auto plain_number = parse_number(text, mark)) return Amount{*plain_number, {}};
  const auto last_digit = text.find_last_of("0123456789.");
  if (last_digit == std::string_view::npos) return std::nullopt;
  const auto value = parse_number(text.substr(0, last_digit + 1), mark);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  const std::string unit = lower_case(trimmed(text.substr(last_digit + 1)));
  if (const auto known = memory_unit(unit)) return Amount{*value, known};
  for (const auto& [name, meaning] : kShortUnits)
    if (name == unit) return Amount{*value, meaning};
  return std::nullopt;
}

NameParts name_parts(std::string_view name) {
  const std::string text = plain(name.substr(0, name.find(" / ")));
  if (auto parts = bracketed(text)) return *parts;
  if (is_unit(text)) return {"", text};
  const auto last = text.rfind('_');
  if (last != std::string::npos && is_unit(text.substr(last + 1))) {
    return {without_end(text.substr(0, last)), text.substr(last + 1)};
  }
  return {text, ""};
}

std::optional<MemoryUnit> memory_unit(std::string_view unit) {
  for (const auto& [name, meaning] : kMemoryUnits)
    if (name == unit) return meaning;
  return std::nullopt;
}

std::optional<double> seconds_of_unit(std::string_view unit) {
  for (const auto& [name, seconds] : kTimeUnits)
    if (name == unit) return seconds;
  return std::nullopt;
}

}  // namespace plimsoll
