#pragma once

// The instants of a recorded file: seconds, seconds or milliseconds since 1970, ISO 8601, or the time of day, which
// goes on over midnight. What the first one is, all must be. Owned by one reading; one thread.

#include "core/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

class TraceTime {
 public:
  // The unit of plain numbers; absent: by how great the first one is.
  explicit TraceTime(std::optional<double> seconds_of_unit = {}) : seconds_of_unit_(seconds_of_unit) {}

  // Seconds; a gap is a NaN. Errors say what was expected, without the place.
  Result<double> read(std::string_view text);

  // Instants of the calendar, which are told from the first of them on.
  bool is_calendar() const { return is_calendar_; }

 private:
  enum class Kind { unknown, number, zoned, local, clock };

  Result<void> settle(Kind kind, std::string_view text);
  Result<double> number(double value, std::string_view text);
  Result<double> of_day(double seconds, std::string_view text);

  std::optional<double> seconds_of_unit_;
  Kind kind_ = Kind::unknown;
  double scale_ = 0;
  bool is_calendar_ = false;
  std::string first_;
  double midnight_s_ = 0;  // of the day that the clock shows
  double latest_s_ = 0;    // time of day
};

// A date, a time of day, or both.
bool is_instant(std::string_view text);

}  // namespace plimsoll
