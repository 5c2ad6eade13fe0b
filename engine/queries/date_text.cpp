#include "engine/queries/date_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <ctime>  // strptime

namespace plimsoll {
namespace {

using Micros = std::chrono::microseconds;

struct DateParts {
  std::tm calendar{};
  Micros fraction{0};
};

DateParts parts_of(const QueryDate& date) {
  const auto since = date.instant.time_since_epoch();
  const auto whole = std::chrono::floor<std::chrono::seconds>(since);
  DateParts parts;
  const auto seconds = static_cast<std::time_t>(whole.count());
  gmtime_r(&seconds, &parts.calendar);
  parts.fraction = since - whole;
  return parts;
}

// Digits behind the point: as many as are said, or 0, 3 or 6 as are needed.
std::string fraction_text(Micros fraction, int digits) {
  if (digits == 0) digits = fraction.count() == 0 ? 0 : fraction.count() % 1000 == 0 ? 3 : 6;
  return fmt::format("{:06}000", fraction.count()).substr(0, static_cast<std::size_t>(digits));
}

// Reads the specifiers of a format one by one: %.3f is {'.', 3, 'f'}.
struct Specifier {
  bool dot = false;
  bool colon = false;
  int digits = 0;
  char letter = '\0';
};

Specifier next_specifier(std::string_view format, std::size_t& at) {
  Specifier found;
  const auto take = [&](char c) {
    const bool is_there = at < format.size() && format[at] == c;
    at += is_there ? 1 : 0;
    return is_there;
  };
  found.dot = take('.');
  found.colon = take(':');
  if (at + 1 < format.size() && format[at] >= '1' && format[at] <= '9' && format[at + 1] == 'f')
    found.digits = format[at++] - '0';
  if (at < format.size()) found.letter = format[at++];
  return found;
}

Error no_specifier(std::string_view format, std::size_t begin, std::size_t end) {
  return invalid(fmt::format("\"{}\" is no specifier of a date", format.substr(begin, end - begin)));
}

constexpr std::string_view kOfStrftime = "YCymbBhdeaAuwUWGVjHkIlMSpPrRTDFcxXntsg%v";

Result<std::string> written(const Specifier& one, const DateParts& parts) {
  if (one.letter == 'f') {
    const auto digits = fraction_text(parts.fraction, one.digits > 0 || one.dot ? one.digits : 9);
    return one.dot && !digits.empty() ? "." + digits : digits;
  }
  if (one.letter == 'z') return std::string(one.colon ? "+00:00" : "+0000");
  if (one.letter == 'Z') return std::string("UTC");
  if (one.letter == '+') {
    const auto fraction = fraction_text(parts.fraction, 0);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}+00:00", parts.calendar.tm_year + 1900,
                       parts.calendar.tm_mon + 1, parts.calendar.tm_mday, parts.calendar.tm_hour, parts.calendar.tm_min,
                       parts.calendar.tm_sec, fraction.empty() ? "" : ".", fraction);
  }
  if (one.letter == 'v') return written({false, false, 0, 'e'}, parts);
  if (kOfStrftime.find(one.letter) == std::string_view::npos) return invalid("");
  if (one.letter == 's') {
    std::tm calendar = parts.calendar;
    return std::to_string(timegm(&calendar));
  }
  std::array<char, 128> text{};
  const std::array<char, 3> format = {'%', one.letter, '\0'};
  const auto size = std::strftime(text.data(), text.size(), format.data(), &parts.calendar);
  return std::string(text.data(), size);
}

// Reads a text along a format. What is read is taken off the front of `rest`.
struct DateReader {
  const char* rest;
  DateParts parts{};
  Micros offset{0};
  bool has_day = false;
  bool has_time = false;
  std::optional<std::int64_t> unix_seconds{};

  bool take(char c) {
    if (*rest != c) return false;
    ++rest;
    return true;
  }

  bool number(int most_digits, int& value) {
    int digits = 0;
    for (value = 0; digits < most_digits && *rest >= '0' && *rest <= '9'; ++digits)
      value = value * 10 + (*rest++ - '0');
    return digits > 0;
  }

  bool read_fraction(bool with_dot) {
    if (with_dot && !take('.')) return true;  // none is no fault
    std::int64_t micros = 0;
    int digits = 0;
    for (; *rest >= '0' && *rest <= '9'; ++rest, ++digits)
      if (digits < 6) micros = micros * 10 + (*rest - '0');
    for (int missing = digits; missing < 6; ++missing) micros *= 10;
    parts.fraction = Micros(micros);
    return digits > 0;
  }

  bool read_offset() {
    if (take('Z') || take('z')) return true;
    const bool minus = *rest == '-';
    if (!minus && *rest != '+') return false;
    ++rest;
    int hours = 0;
    int minutes = 0;
    if (!number(2, hours)) return false;
    static_cast<void>(take(':'));
    if (!number(2, minutes) || hours > 23 || minutes > 59) return false;
    offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    if (minus) offset = -offset;
    return true;
  }

  bool by_strptime(char letter) {
    const std::array<char, 3> format = {'%', letter, '\0'};
    const char* end = strptime(rest, format.data(), &parts.calendar);
    if (end == nullptr) return false;
    rest = end;
    return true;
  }

  bool read_seconds() {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest, rest + std::char_traits<char>::length(rest), value);
    if (error != std::errc()) return false;
    rest = end;
    unix_seconds = value;
    return has_day = has_time = true;
  }

  bool read(const Specifier& one) {
    constexpr std::string_view kOfDay = "djDFcxe";
    constexpr std::string_view kOfTime = "HIkTRXcr";
    has_day = has_day || kOfDay.find(one.letter) != std::string_view::npos;
    has_time = has_time || kOfTime.find(one.letter) != std::string_view::npos;
    if (one.letter == 'f') return read_fraction(one.dot);
    if (one.letter == 'z') return read_offset();
    if (one.letter == 's') return read_seconds();
    if (one.letter == 'Z') {
      while ((*rest >= 'A' && *rest <= 'Z') || (*rest >= 'a' && *rest <= 'z')) ++rest;
      return true;
    }
    return by_strptime(one.letter);
  }

  QueryDate date() {
    const auto seconds = unix_seconds ? *unix_seconds : static_cast<std::int64_t>(timegm(&parts.calendar));
    return {std::chrono::sys_time<Micros>(std::chrono::seconds(seconds)) + parts.fraction - offset};
  }
};

}  // namespace

std::string iso_text(const QueryDate& date) {
  const auto parts = parts_of(date);
  const auto& day = parts.calendar;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday,
                     day.tm_hour, day.tm_min, day.tm_sec, parts.fraction.count());
}

Result<std::string> date_text(const QueryDate& date, std::string_view format) {
  const auto parts = parts_of(date);
  std::string text;
  for (std::size_t at = 0; at < format.size();) {
    if (format[at] != '%') {
      text += format[at++];
      continue;
    }
    const auto begin = at++;
    auto piece = written(next_specifier(format, at), parts);
    if (piece.has_error()) return no_specifier(format, begin, at);
    text += *piece;
  }
  return text;
}

Result<QueryDate> parse_date(const std::string& text, std::string_view format) {
  const auto misfit = [&] { return invalid(fmt::format(R"("{}" is no date of the form "{}")", text, format)); };
  if (format == "%+") {
    const auto date = parse_iso_date(text);
    if (!date) return misfit();
    return *date;
  }
  DateReader reader{text.c_str()};
  for (std::size_t at = 0; at < format.size();) {
    if (format[at] != '%') {
      if (!reader.take(format[at++])) return misfit();
      continue;
    }
    const auto begin = at++;
    const auto one = next_specifier(format, at);
    if (kOfStrftime.find(one.letter) == std::string_view::npos && one.letter != 'f' && one.letter != 'z' &&
        one.letter != 'Z')
      return no_specifier(format, begin, at);
    if (!reader.read(one)) return misfit();
  }
  if (*reader.rest != '\0') return misfit();
  if (!reader.has_day || !reader.has_time)
    return invalid(fmt::format("a date needs a day and a time of day, which \"{}\" does not give", format));
  return reader.date();
}

std::optional<QueryDate> parse_iso_date(std::string_view text) {
  const std::string terminated(text);
  DateReader reader{terminated.c_str()};
  auto& day = reader.parts.calendar;
  int year = 0;
  int month = 0;
  const auto begin = reader.rest;
  const bool is_day = reader.number(4, year) && reader.take('-') && reader.number(2, month) && reader.take('-') &&
                      reader.number(2, day.tm_mday) && reader.rest - begin == 10;
  if (!is_day || !(reader.take('T') || reader.take('t') || reader.take(' '))) return std::nullopt;
  const auto time = reader.rest;
  const bool is_time = reader.number(2, day.tm_hour) && reader.take(':') && reader.number(2, day.tm_min) &&
                       reader.take(':') && reader.number(2, day.tm_sec) && reader.rest - time == 8;
  if (!is_time || day.tm_hour > 23 || day.tm_min > 59 || day.tm_sec > 60) return std::nullopt;
  const std::chrono::year_month_day calendar(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                             std::chrono::day(static_cast<unsigned>(day.tm_mday)));
  if (!calendar.ok()) return std::nullopt;
  day.tm_year = year - 1900;
  day.tm_mon = month - 1;
  if (*reader.rest == '.' && !reader.read_fraction(true)) return std::nullopt;
  if (!reader.read_offset() || *reader.rest != '\0') return std::nullopt;
  return reader.date();
}

}  // namespace plimsoll
