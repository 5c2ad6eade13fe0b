#pragma once

// A cron expression: which minutes of which days it names. It knows no zone and no clock. A value; any thread.

#include "core/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

class CronExpression {
 public:
  // Five fields of lists, ranges, steps and names, or @daily and its kin. Where implementations of cron disagree it is
  // refused. The message has three lines: what is wrong, the expression, a caret below the place.
  static Result<CronExpression> parse(std::string_view given);

  const std::string& text() const noexcept { return text_; }

  // Day and month from 1; weekday from 0, Sunday. Where both kinds of day are restricted, either will do.
  bool names_day(unsigned month, unsigned day, unsigned weekday) const;
  // The first minute of a day that it names, from this one on (0 to 1439).
  std::optional<unsigned> minute_from(unsigned minute) const;

  // Bit n: that minute, hour, day, month, weekday is named.
  std::uint64_t minutes() const noexcept { return minutes_; }
  std::uint64_t hours() const noexcept { return hours_; }
  std::uint64_t days() const noexcept { return days_; }
  std::uint64_t months() const noexcept { return months_; }
  std::uint64_t weekdays() const noexcept { return weekdays_; }
  bool any_day() const noexcept { return any_day_; }  // of the month
  bool any_weekday() const noexcept { return any_weekday_; }
  bool any_month() const noexcept;
  bool any_hour() const noexcept;

 private:
  std::string text_;
  std::uint64_t minutes_ = 0, hours_ = 0, days_ = 0, months_ = 0, weekdays_ = 0;
  bool any_day_ = false, any_weekday_ = false;
};

}  // namespace plimsoll
