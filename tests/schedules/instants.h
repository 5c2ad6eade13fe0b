#pragma once

// Instants as people write them, for tests. Pure.

#include "core/clock.h"

#include <chrono>
#include <cstdio>
#include <string>

namespace plimsoll::test {

// "2026-03-29 01:00:00" in UTC.
inline std::chrono::sys_seconds utc(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::sscanf(text.c_str(), "%d-%u-%u %u:%u:%u", &year, &month, &day, &hour, &minute, &second);
  const std::chrono::sys_days date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return date + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

// "2026-03-29 01:00" in UTC; the seconds where there are any.
inline std::string text_of(std::chrono::sys_seconds instant) {
  auto text = to_rfc3339(instant).substr(0, 19);
  text[10] = ' ';
  return text.ends_with(":00") ? text.substr(0, 16) : text;
}

}  // namespace plimsoll::test
