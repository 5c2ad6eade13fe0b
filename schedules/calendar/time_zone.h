#pragma once

// A time zone of the machine's tz database: local time to instants and back. The one place that sees the date library,
// which reads the database once. A value; any thread.

#include "core/error.h"
#include "schedules/calendar/posix_rule.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace plimsoll {

class TimeZone {
 public:
  // "Europe/Warsaw", "UTC". Error: no such zone, with the nearest name.
  static Result<TimeZone> named(std::string_view name);
  // $TZ where it names one, else what /etc says, else UTC.
  static TimeZone of_this_machine();

  const std::string& name() const noexcept { return name_; }

  // A stretch with one offset.
  struct Period {
    std::chrono::sys_seconds begin, end;
    std::chrono::seconds offset{0};  // local minus UTC
  };
  Period period_at(std::chrono::sys_seconds instant) const;

  std::chrono::local_seconds local(std::chrono::sys_seconds instant) const;

  // Of a time that comes twice the first; of one that does not exist the first instant after the gap.
  std::chrono::sys_seconds instant_of(std::chrono::local_seconds local) const;

 private:
  TimeZone(std::string name, const date::time_zone* zone);

  std::string name_;
  const date::time_zone* zone_;    // null: UTC, without the database
  std::optional<PosixRule> rule_;  // behind the end of the table of the zone's file
};

}  // namespace plimsoll
