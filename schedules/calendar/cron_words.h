#pragma once

// What people read: a cron expression in words, an instant as a wall clock shows it. Pure functions; any thread.

#include "schedules/calendar/cron_expression.h"
#include "schedules/calendar/time_zone.h"

#include <chrono>
#include <string>

namespace plimsoll {

// "every day at 02:00", "every 15 minutes", "Monday to Friday at 08:30"; what has no short words is quoted.
std::string cron_words(const CronExpression& cron);

// "Mon 30 Nov 02:00"; with the year where it is not that of `now`.
std::string wall_clock_text(std::chrono::sys_seconds instant, const TimeZone& zone, std::chrono::sys_seconds now);

}  // namespace plimsoll
