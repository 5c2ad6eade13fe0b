#pragma once

// When something comes again: by a cron expression in a time zone, or every so often. Knows no clock: it is asked what
// comes after an instant. A value; any thread.
//
// Where clocks change, an expression that does not name every hour means times of a day: one that does not exist that
// day comes at the first instant after the gap, one that comes twice comes once, the first time. One that names every
// hour means elapsed time: nothing is added in a gap, and both hours of the same name have it.

#include "core/error.h"
#include "core/time.h"
#include "schedules/calendar/cron_expression.h"
#include "schedules/calendar/time_zone.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace plimsoll {

struct CronRecurrence {
  CronExpression cron;
  TimeZone zone;
};

struct PeriodicRecurrence {
  std::chrono::seconds period{1};
  std::chrono::sys_seconds from;  // it comes at `from` + a multiple of the period
};

class Recurrence {
 public:
  static Result<Recurrence> of_cron(std::string_view expression, TimeZone zone);
  // Whole seconds, at most 366 days.
  static Result<Recurrence> of_every(Nanos period, std::chrono::sys_seconds from);

  // The first that is later. Nothing: the calendar of the machine ends before it.
  std::optional<std::chrono::sys_seconds> next_after(std::chrono::sys_seconds instant) const;

  // "every day at 02:00 Europe/Warsaw", "every 6 h".
  std::string words() const;

  const CronRecurrence* cron() const noexcept { return std::get_if<CronRecurrence>(&rule_); }
  const PeriodicRecurrence* periodic() const noexcept { return std::get_if<PeriodicRecurrence>(&rule_); }

 private:
  using Rule = std::variant<CronRecurrence, PeriodicRecurrence>;
  explicit Recurrence(Rule rule) : rule_(std::move(rule)) {}

  Rule rule_;
};

// The shortest time between two of the next ones.
std::chrono::seconds shortest_gap(const Recurrence& recurrence, std::chrono::sys_seconds from);

// So much later than planned, spread evenly from 0 to `most`: the same for the same name and occurrence, for ever.
std::chrono::seconds jitter_of(std::string_view name, std::chrono::sys_seconds occurrence, std::chrono::seconds most);

}  // namespace plimsoll
