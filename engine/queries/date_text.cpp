#include "engine/queries/date_text.h"

#include <fmt/format.h>

#include <strings.h>
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

// Reads the specifiers of a format one by one: %.3f is {.dot, .digits = 3, .letter = 'f'}.
struct Specifier {
  char padding = '\0';  // - none, _ blanks, 0 zeros
  bool dot = false;
  bool hash = false;
  int colons = 0;
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
  for (const char flag : {'-', '_', '0'})
    if (take(flag)) found.padding = flag;
  found.dot = take('.');
  found.hash = take('#');
  while (found.colons < 3 && take(':')) ++found.colons;
  if (at + 1 < format.size() && format[at] >= '1' && format[at] <= '9' && format[at + 1] == 'f')
    found.digits = format[at++] - '0';
  if (at < format.size()) found.letter = format[at++];
  return found;
}

Error no_specifier(std::string_view format, std::size_t begin, std::size_t end) {
  return invalid(fmt::format("\"{}\" is no specifier of a date", format.substr(begin, end - begin)));
}

constexpr std::string_view kOfStrftime = "YCymbBhdeaAuwUWGVjHkIlMSpPrRTDFcxXntsg%v";

std::string by_strftime(const std::string& format, const std::tm& calendar) {
  std::array<char, 128> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format.c_str(), &calendar)};
}

std::string offset_text(int colons) {
  constexpr std::array<std::string_view, 4> kOfColons = {"+0000", "+00:00", "+00:00:00", "+00"};
  return std::string(kOfColons.at(static_cast<std::size_t>(colons)));
}

Result<std::string> written(const Specifier& one, const DateParts& parts) {
  if (one.letter == 'f') {
    const auto digits = fraction_text(parts.fraction, one.digits > 0 || one.dot ? one.digits : 9);
    return one.dot && !digits.empty() ? "." + digits : digits;
  }
  if (one.hash) return invalid("");
  if (one.letter == 'z') return offset_text(one.colons);
  if (one.letter == 'Z') return std::string("UTC");
  const int year = parts.calendar.tm_year + 1900;
  if (one.letter == '+') {
    const auto fraction = fraction_text(parts.fraction, 0);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}+00:00", year, parts.calendar.tm_mon + 1,
                       parts.calendar.tm_mday, parts.calendar.tm_hour, parts.calendar.tm_min, parts.calendar.tm_sec,
                       fraction.empty() ? "" : ".", fraction);
  }
  if (one.letter == 'v') return by_strftime("%e-%b-", parts.calendar) + fmt::format("{:04}", year);
  if (one.letter == 'F') return fmt::format("{:04}", year) + by_strftime("-%m-%d", parts.calendar);
  if (one.letter == 'Y' && one.padding == '\0') return fmt::format("{:04}", year);
  if (kOfStrftime.find(one.letter) == std::string_view::npos) return invalid("");
  if (one.letter == 's') {
    std::tm calendar = parts.calendar;
    return std::to_string(timegm(&calendar));
  }
  std::string format = "%";
  if (one.padding != '\0') format += one.padding;
  return by_strftime(format + one.letter, parts.calendar);
}

// Reads a text along a format. What is read is taken off the front of `rest`.
struct DateReader {
  const char* rest;
  DateParts parts{};
  Micros offset{0};
  bool has_year = false;
  bool has_day = false;  // and its month
  bool has_month = false;
  bool has_hour = false;
  bool has_minute = false;
  bool is_of_twelve = false;  // the hour
  std::optional<bool> is_afternoon{};
  std::optional<int> day_of_year{};
  std::optional<int> weekday{};
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

  bool padded_number(int most_digits, int& value) {
    while (take(' '))
      ;
    return number(most_digits, value);
  }

  bool read_fraction() {
    std::int64_t micros = 0;
    int digits = 0;
    for (; *rest >= '0' && *rest <= '9'; ++rest, ++digits)
      if (digits < 6) micros = micros * 10 + (*rest - '0');
    for (int missing = digits; missing < 6; ++missing) micros *= 10;
    parts.fraction = Micros(micros);
    return digits > 0;
  }

  // %.f is a fraction, %3f the first digits of one, %f alone a number of nanoseconds.
  bool read_fraction(const Specifier& one) {
    if (one.dot) return !take('.') || read_fraction();  // none is no fault
    int value = 0;
    const auto begin = rest;
    if (one.digits > 0) {
      if (!number(one.digits, value) || rest - begin != one.digits) return false;
      rest = begin;
      const std::string digits(rest, static_cast<std::size_t>(one.digits));
      DateReader fraction{digits.c_str()};
      if (!fraction.read_fraction()) return false;
      parts.fraction = fraction.parts.fraction;
      rest += one.digits;
      return true;
    }
    if (!number(9, value)) return false;
    parts.fraction = Micros(value / 1000);
    return true;
  }

  bool read_offset(bool needs_minutes = true) {
    const bool minus = *rest == '-';
    if (!minus && *rest != '+') return false;
    ++rest;
    int hours = 0;
    int minutes = 0;
    if (!number(2, hours)) return false;
    const bool has_colon = take(':');
    if (!number(2, minutes) && (needs_minutes || has_colon)) return false;
    if (hours > 23 || minutes > 59) return false;
    offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    if (minus) offset = -offset;
    return true;
  }

  // +01:00
  bool read_iso_offset() {
    return rest[0] != '\0' && std::string_view(rest).substr(0, 6).find(':') == 3 && read_offset();
  }

  bool by_strptime(const char* format) {
    const char* end = strptime(rest, format, &parts.calendar);
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
    return true;
  }

  bool read_half() {
    const auto is = [&](const char* word) { return strncasecmp(rest, word, 2) == 0; };
    if (!is("am") && !is("pm")) return false;
    is_afternoon = is("pm");
    rest += 2;
    return true;
  }

  bool read_hour_of_twelve() {
    is_of_twelve = true;
    int& hour = parts.calendar.tm_hour;
    return padded_number(2, hour) && hour >= 1 && hour <= 12;
  }

  bool read_day_of_year() {
    int day = 0;
    if (!padded_number(3, day) || day < 1 || day > 366) return false;
    day_of_year = day;
    return true;
  }

  void note(char letter) {
    const auto is_of = [letter](std::string_view letters) { return letters.find(letter) != std::string_view::npos; };
    has_year = has_year || is_of("YyDFcxv");
    has_month = has_month || is_of("mbBhDFcxvj");
    has_day = has_day || is_of("djDFcxev");
    has_hour = has_hour || is_of("HIklTRXcr");
    has_minute = has_minute || is_of("MTRXcr");
  }

  bool read(const Specifier& one) {
    note(one.letter);
    switch (one.letter) {
      case 'f':
        return read_fraction(one);
      case 'z':
        return read_offset(!one.hash);
      case 's':
        return read_seconds();
      case 'p':
      case 'P':
        return read_half();
      case 'I':
      case 'l':
        return read_hour_of_twelve();
      case 'j':
        return read_day_of_year();
      case 'v':
        return by_strptime("%e-%b-%Y");
      case 'Z':
        while ((*rest >= 'A' && *rest <= 'Z') || (*rest >= 'a' && *rest <= 'z')) ++rest;
        return true;
      default:
        return by_calendar(one.letter);
    }
  }

  bool by_calendar(char letter) {
    const std::array<char, 3> format = {'%', letter, '\0'};
    if (!by_strptime(format.data())) return false;
    if (letter == 'a' || letter == 'A' || letter == 'c') weekday = parts.calendar.tm_wday;
    return true;
  }

  // None: there is no such day, or it is another day of the week.
  std::optional<QueryDate> date() {
    if (unix_seconds) return QueryDate{at(*unix_seconds)};
    auto& calendar = parts.calendar;
    if (is_of_twelve) calendar.tm_hour = calendar.tm_hour % 12 + (is_afternoon.value_or(false) ? 12 : 0);
    if (day_of_year) {
      calendar.tm_mon = 0;
      calendar.tm_mday = *day_of_year;
    }
    if (!has_hour || !has_minute) {
      calendar.tm_hour = calendar.tm_min = calendar.tm_sec = 0;
      parts.fraction = offset = Micros(0);
    }
    auto found = calendar;
    const auto seconds = static_cast<std::int64_t>(timegm(&found));
    const bool is_day =
        day_of_year ? found.tm_year == calendar.tm_year : found.tm_mday == calendar.tm_mday || calendar.tm_sec == 60;
    if (!is_day || (weekday && *weekday != found.tm_wday)) return std::nullopt;
    return QueryDate{at(seconds)};
  }

  std::chrono::sys_time<Micros> at(std::int64_t seconds) const {
    return std::chrono::sys_time<Micros>(std::chrono::seconds(seconds)) + parts.fraction - offset;
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
  const bool has_day = reader.unix_seconds || (reader.has_year && reader.has_month && reader.has_day);
  if (!has_day || (reader.is_of_twelve && !reader.is_afternoon))
    return invalid(fmt::format("a date needs a day with its year, which \"{}\" does not give", format));
  const auto date = reader.date();
  return date ? Result<QueryDate>(*date) : misfit();
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
  if (reader.take('.') && !reader.read_fraction()) return std::nullopt;
  if (!reader.take('Z') && !reader.take('z') && !reader.read_iso_offset()) return std::nullopt;
  if (*reader.rest != '\0') return std::nullopt;
  reader.has_hour = reader.has_minute = true;
  return reader.date();
}

}  // namespace plimsoll
