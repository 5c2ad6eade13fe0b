#include "judgement/traces/trace_time.h"

#include "core/text.h"
#include "judgement/traces/trace_text.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

namespace plimsoll {
namespace {

// From here on a number of seconds is a date: 1973.
constexpr double kCalendarSeconds = 1e8;

// Seconds since 1970 stay below this until the year 5138; milliseconds are above it since 1973, and so on.
double scale_of(double value) {
  const double size = std::abs(value);
  return size < 1e11 ? 1 : size < 1e14 ? 1e-3 : size < 1e17 ? 1e-6 : 1e-9;
}

// Reads an ISO 8601 instant from left to right.
class IsoText {
 public:
  explicit IsoText(std::string_view text) : rest_(text) {}

  struct Instant {
    double seconds = 0;
    bool zoned = false;
  };

  // "09:00:15", "9:00:15 PM": seconds since midnight.
  std::optional<double> read_clock() {
    if (rest_.size() > 1 && rest_[1] == ':') {
      early_ = "0" + std::string(rest_);
      rest_ = early_;
    }
    auto seconds = clock_seconds();
    rest_ = trimmed(rest_);
    if (seconds && !rest_.empty()) seconds = with_half_of_day(*seconds);
    return rest_.empty() ? seconds : std::nullopt;
  }

  std::optional<Instant> read() {
    const auto year = digits(4);
    const char dash = !rest_.empty() && rest_.front() == '/' ? '/' : '-';
    const auto month = take(dash) ? digits(2) : std::nullopt;
    const auto day = take(dash) ? digits(2) : std::nullopt;
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    Instant instant{static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count()) * 86400.0, false};
    if (rest_.empty()) return instant;
    if (!take('T') && !take('t') && !take(' ')) return std::nullopt;
    const auto clock = clock_seconds();
    const auto zone = clock ? zone_seconds(instant.zoned) : std::nullopt;
    if (!zone || !rest_.empty()) return std::nullopt;
    instant.seconds += *clock - *zone;
    return instant;
  }

 private:
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + count, value);
    if (problem != std::errc{} || end != rest_.data() + count || value < 0) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }

  std::optional<double> clock_seconds() {
    const auto hours = digits(2);
    const auto minutes = take(':') ? digits(2) : std::nullopt;
    if (!hours || !minutes || *hours > 24 || *minutes > 59) return std::nullopt;
    double seconds = 0;
    if (take(':')) {
      const auto whole = digits(2);
      if (!whole || *whole > 60) return std::nullopt;
      seconds = *whole;
      if (take('.') || take(',')) seconds += fraction();
    }
    return *hours * 3600.0 + *minutes * 60.0 + seconds;
  }

  double with_half_of_day(double seconds) {
    const bool late = same_without_case(rest_, "pm");
    if (!late && !same_without_case(rest_, "am")) return seconds;
    rest_ = {};
    constexpr double kNoon = 12 * 3600;
    return (seconds >= kNoon ? seconds - kNoon : seconds) + (late ? kNoon : 0);
  }

  double fraction() {
    double value = 0;
    for (double place = 0.1; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; place /= 10) {
      value += place * (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  std::optional<double> zone_seconds(bool& zoned) {
    rest_ = trimmed(rest_);
    if (rest_.empty()) return 0;
    zoned = true;
    if (rest_ == "Z" || rest_ == "z" || rest_ == "UTC" || rest_ == "GMT") {
      rest_ = {};
      return 0;
    }
    const double sign = take('+') ? 1 : take('-') ? -1 : 0;
    const auto hours = sign == 0 ? std::nullopt : digits(2);
    if (!hours) return std::nullopt;
    take(':');
    const auto minutes = rest_.empty() ? std::optional<int>(0) : digits(2);
    if (!minutes) return std::nullopt;
    return sign * (*hours * 3600.0 + *minutes * 60.0);
  }

  std::string_view rest_;
  std::string early_;  // an hour of one digit, with a 0 before it
};

}  // namespace

Result<double> TraceTime::read(std::string_view text) {
  text = trimmed(text);
  if (const auto value = parse_number(text)) {
    if (!std::isfinite(*value)) return NAN;
    return number(*value, text);
  }
  if (const auto seconds = IsoText(text).read_clock()) return of_day(*seconds, text);
  const auto instant = IsoText(text).read();
  if (!instant) {
    return Error{ErrorKind::invalid,
                 fmt::format("expected a time as seconds, milliseconds since 1970, or 2026-01-31T12:00:00Z, got \"{}\"",
                             shown(text))};
  }
  if (auto settled = settle(instant->zoned ? Kind::zoned : Kind::local, text); !settled) return settled.error();
  is_calendar_ = true;
  return instant->seconds;
}

// A clock that goes back by most of a day has passed midnight.
Result<double> TraceTime::of_day(double seconds, std::string_view text) {
  constexpr double kDay = 86400;
  if (auto settled = settle(Kind::clock, text); !settled) return settled.error();
  is_calendar_ = true;
  if (seconds < latest_s_ - kDay / 2) midnight_s_ += kDay;
  if (seconds > latest_s_ + kDay / 2 && midnight_s_ > 0) midnight_s_ -= kDay;
  latest_s_ = seconds;
  return midnight_s_ + seconds;
}

bool is_instant(std::string_view text) { return IsoText(trimmed(text)).read_clock() || IsoText(trimmed(text)).read(); }

Result<void> TraceTime::settle(Kind kind, std::string_view text) {
  if (kind_ == Kind::unknown) {
    kind_ = kind;
    first_ = shown(text);
  }
  if (kind_ == kind) return {};
  return Error{ErrorKind::invalid,
               fmt::format(R"(expected a time written as the first one, "{}", got "{}")", first_, shown(text))};
}

Result<double> TraceTime::number(double value, std::string_view text) {
  const bool is_first = kind_ == Kind::unknown;
  if (auto settled = settle(Kind::number, text); !settled) return settled.error();
  if (is_first) {
    scale_ = seconds_of_unit_.value_or(scale_of(value));
    is_calendar_ = std::abs(value) * scale_ >= kCalendarSeconds;
  } else if (!seconds_of_unit_ && scale_of(value) != scale_) {
    return Error{ErrorKind::invalid,
                 fmt::format("expected a time of about the size of the first one, {}, got {}", first_, shown(text))};
  }
  return value * scale_;
}

}  // namespace plimsoll
