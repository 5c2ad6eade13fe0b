#include "reports/words/text.h"

#include "core/units.h"
#include "core/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plimsoll {
namespace {

constexpr std::string_view kNothing = "-";
constexpr int kMostMoreDigits = 4;

bool is_blank_control(char32_t point) { return point == '\t' || point == '\n' || point == '\r'; }

// XML 1.0 has no way to write some of these, not even as a reference.
bool is_refused(char32_t point) {
  return (is_control(point) && !is_blank_control(point)) || point == 0xFFFE || point == 0xFFFF;
}

bool has_twins(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return std::adjacent_find(texts.begin(), texts.end()) != texts.end();
}

std::string three_digits(double value) {
  const double magnitude = std::abs(value);
  std::string text = fmt::format("{:.{}f}", value, magnitude < 10 ? 2 : magnitude < 100 ? 1 : 0);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&](char32_t point, std::string_view bytes) {
    if (is_control(point)) {
      out += ' ';
    } else {
      out += bytes;
    }
  });
  return out;
}

std::string escape_xml(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for_each_code_point(text, [&](char32_t point, std::string_view bytes) {
    switch (point) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        out += is_refused(point) ? kReplacement : bytes;
    }
  });
  return out;
}

std::string escape_markdown(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_{}[]<>#|~@&!";
  std::string out;
  for (const char c : one_line(text)) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string csv_field(std::string_view text) {
  std::string field;
  field.reserve(text.size());
  for_each_code_point(text, [&](char32_t point, std::string_view bytes) {
    field += is_control(point) && !is_blank_control(point) ? kReplacement : bytes;
  });
  const bool edge = !field.empty() && (field.front() == ' ' || field.back() == ' ');
  if (!edge && field.find_first_of("\",\r\n") == std::string::npos) return field;
  std::string out = "\"";
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  return out += '"';
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for_each_code_point(text, [&](char32_t point, std::string_view) { width += columns_of(point); });
  return width;
}

std::string fitted(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return valid_utf8(text);
  if (width == 0) return {};
  std::string out;
  std::size_t used = 0;
  bool full = false;
  for_each_code_point(text, [&](char32_t point, std::string_view bytes) {
    full = full || used + columns_of(point) > width - 1;
    if (full) return;
    used += columns_of(point);
    out += bytes;
  });
  return out + "…";
}

std::string pad_right(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, display_width(text)), ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ') + std::string(text);
}

std::string unbroken(std::string_view text) {
  constexpr std::array<std::string_view, 14> kUnits = {"µs",  "ms",  "s",   "min", "h", "d",  "B",
                                                       "KiB", "MiB", "GiB", "TiB", "%", "/s", "cores"};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto word = text.substr(i + 1, text.find_first_of(" .,;:)", i + 1) - (i + 1));
    const bool behind_digit = i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9';
    const bool joins = text[i] == ' ' && behind_digit && std::find(kUnits.begin(), kUnits.end(), word) != kUnits.end();
    out += joins ? "\u00a0" : std::string(1, text[i]);
  }
  return out;
}

std::string as_sentence(std::string_view text) {
  std::string sentence(text);
  if (sentence.empty()) return sentence;
  const std::string word = sentence.substr(0, sentence.find(' '));
  const bool is_name = word.find_first_of("_./0123456789") != std::string::npos;  // http_proxy, 127.0.0.1
  if (!is_name && sentence.front() >= 'a' && sentence.front() <= 'z') sentence.front() -= 'a' - 'A';
  if (std::string_view(".!?:").find(sentence.back()) == std::string_view::npos) sentence += '.';
  return sentence;
}

std::string plural(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", format_count(count), noun, count == 1 ? "" : "s");
}

std::string exact_number(double value) {
  if (!std::isfinite(value)) return {};
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  if (std::trunc(value) == value && std::abs(value) <= kExactIntegers) {
    return fmt::format("{}", static_cast<std::int64_t>(value));
  }
  return fmt::format("{}", value);
}

std::string milliseconds_text(std::optional<double> milliseconds) {
  if (!milliseconds || !std::isfinite(*milliseconds)) return std::string(kNothing);
  return seconds_text(*milliseconds / 1e3);
}

std::string seconds_text(double seconds) {
  constexpr double kLongest = 100.0 * 365 * 24 * 3600;  // fits nanoseconds
  if (!std::isfinite(seconds)) return std::string(kNothing);
  if (seconds > kLongest) return "more than 100 years";
  if (seconds < 0) return "-" + seconds_text(-seconds);
  return format_duration(std::chrono::round<Nanos>(Seconds(seconds)));
}

std::string rate_text(double per_second) {
  if (!std::isfinite(per_second)) return std::string(kNothing);
  if (std::abs(per_second) < 100) return three_digits(per_second);
  const double rounded = std::round(std::min(std::abs(per_second), 1e15));
  return (per_second < 0 ? "-" : "") + format_count(static_cast<std::uint64_t>(rounded));
}

std::string share_text(double share) {
  if (!std::isfinite(share)) return std::string(kNothing);
  // A share that is not nothing is never shown as nothing, nor one that is not all as all.
  if (share > 0 && share < 0.0001) return "under 0.01 %";
  if (share < 1 && share > 0.9995) return fmt::format("{:.3f} %", std::floor(share * 1e5) / 1e3);
  return three_digits(share * 100) + " %";
}

std::string bytes_text(std::optional<double> bytes) {
  return bytes && std::isfinite(*bytes) ? format_bytes(*bytes) : std::string(kNothing);
}

std::vector<std::string> bytes_texts_apart(const std::vector<double>& bytes) {
  std::vector<std::string> texts;
  texts.reserve(bytes.size());
  for (const double one : bytes) texts.push_back(bytes_text(one));
  for (int more = 1; more <= kMostMoreDigits && has_twins(texts); ++more)
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = format_bytes(bytes[i], more);
  return texts;
}

std::string pace_text(std::optional<double> bytes_per_second) {
  return bytes_per_second ? bytes_text(*bytes_per_second * kSecondsPerHour) + "/h" : std::string(kNothing);
}

std::string figure_text(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return std::string(kNothing);
  return fmt::format("{:.4g}", *value);
}

std::string metric_text(const Metric& metric, std::optional<double> value) {
  using Kind = Metric::Kind;
  if (!value || !std::isfinite(*value)) return "nothing measured";
  switch (metric.kind) {
    case Kind::milliseconds:
      return milliseconds_text(value);
    case Kind::rate:
      return rate_text(*value) + "/s";
    case Kind::share:
      return share_text(*value);
    case Kind::bytes:
      return bytes_text(value);
    case Kind::count:
    case Kind::leak:
      return exact_number(*value);
    case Kind::figure:
      return figure_text(*value);
  }
  return exact_number(*value);
}

std::string spoken_time(const std::string& rfc3339) {
  std::string text = rfc3339;
  if (const auto point = text.find('.'); point != std::string::npos)
    text.erase(point, text.find_first_not_of("0123456789", point + 1) - point);
  if (const auto t = text.find('T'); t != std::string::npos) text[t] = ' ';
  if (!text.empty() && text.back() == 'Z') text.replace(text.size() - 1, 1, " UTC");
  return text;
}

}  // namespace plimsoll
