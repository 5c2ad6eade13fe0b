#include "schedules/calendar/cron_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, 7> kWeekdayWords = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                           "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 13> kMonthWords = {"",        "January",  "February", "March",  "April",
                                                          "May",     "June",     "July",     "August", "September",
                                                          "October", "November", "December"};
constexpr std::size_t kMostNamed = 4;  // in a list

std::vector<unsigned> bits_of(std::uint64_t mask) {
  std::vector<unsigned> bits;
  for (unsigned i = 0; i < 64; ++i)
    if ((mask >> i & 1) != 0) bits.push_back(i);
  return bits;
}

std::string listed(const std::vector<std::string>& words) {
  if (words.size() < 2) return words.empty() ? "" : words.front();
  const std::vector<std::string> front(words.begin(), words.end() - 1);
  return fmt::format("{} and {}", fmt::join(front, ", "), words.back());
}

// The step of values that fill a cycle evenly from 0; 0: they do not.
unsigned step_of(const std::vector<unsigned>& values, unsigned cycle) {
  if (values.size() < 2 || values.front() != 0 || cycle % values.size() != 0) return 0;
  const auto step = cycle / static_cast<unsigned>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] != i * step) return 0;
  return step;
}

// Where a time comes many times a day, "every ..."; else "at 02:00 and 14:00"; empty: no short words.
struct TimeWords {
  std::string text;
  bool often = false;
};
TimeWords time_words(const CronExpression& cron) {
  constexpr unsigned kHour = 60, kHours = 24;
  const auto minutes = bits_of(cron.minutes());
  const auto hours = bits_of(cron.hours());
  if (minutes.size() * hours.size() <= kMostNamed) {
    std::vector<std::string> times;
    for (const auto hour : hours)
      for (const auto minute : minutes) times.push_back(fmt::format("{:02}:{:02}", hour, minute));
    return {"at " + listed(times)};
  }
  if (cron.any_hour() && minutes.size() == kHour) return {"every minute", true};
  if (const auto step = step_of(minutes, kHour); step != 0 && cron.any_hour())
    return {fmt::format("every {} minutes", step), true};
  if (minutes.size() != 1) return {};
  if (cron.any_hour()) return {minutes[0] == 0 ? "every hour" : fmt::format("every hour at :{:02}", minutes[0]), true};
  if (const auto step = step_of(hours, kHours); step != 0)
    return {fmt::format("every {} hours from 00:{:02}", step, minutes[0]), true};
  return {};
}

std::string weekday_words(std::uint64_t mask) {
  constexpr std::uint64_t kWorkdays = 0b0111110, kWeekend = 0b1000001;
  if (mask == kWorkdays) return "Monday to Friday";
  if (mask == kWeekend) return "every Saturday and Sunday";
  std::vector<std::string> names;
  for (const auto day : bits_of(mask)) names.emplace_back(kWeekdayWords[day]);
  return "every " + listed(names);
}

std::string ordinal(unsigned number) {
  const bool teen = number / 10 == 1;
  const std::string_view ending = teen               ? "th"
                                  : number % 10 == 1 ? "st"
                                  : number % 10 == 2 ? "nd"
                                  : number % 10 == 3 ? "rd"
                                                     : "th";
  return fmt::format("{}{}", number, ending);
}

// Empty: every day. Nothing where there are no short words.
std::optional<std::string> day_words(const CronExpression& cron) {
  constexpr std::uint64_t kWholeWeek = 0b1111111;
  std::vector<std::string> days, months;
  for (const auto day : bits_of(cron.days())) days.push_back(ordinal(day));
  for (const auto month : bits_of(cron.months())) months.emplace_back(kMonthWords[month]);
  const bool of_week = !cron.any_weekday() && (cron.weekdays() != kWholeWeek || !cron.any_day());
  if (!cron.any_day()) {
    if (days.size() > kMostNamed || (of_week && !cron.any_month())) return std::nullopt;
    const auto text = fmt::format("on the {} of {}", listed(days), cron.any_month() ? "the month" : listed(months));
    return of_week ? fmt::format("{}, and {}", text, weekday_words(cron.weekdays())) : text;
  }
  const auto text = of_week ? weekday_words(cron.weekdays()) : "";
  if (cron.any_month()) return text;
  return fmt::format("{} in {}", text.empty() ? "every day" : text, listed(months));
}

}  // namespace

std::string cron_words(const CronExpression& cron) {
  const auto time = time_words(cron);
  const auto day = day_words(cron);
  if (time.text.empty() || !day) return fmt::format("\"{}\"", cron.text());
  if (day->empty()) return time.often ? time.text : "every day " + time.text;
  return time.often ? fmt::format("{}, {}", *day, time.text) : fmt::format("{} {}", *day, time.text);
}

std::string wall_clock_text(std::chrono::sys_seconds instant, const TimeZone& zone, std::chrono::sys_seconds now) {
  constexpr std::size_t kShort = 3;
  const auto local = zone.local(instant);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(zone.local(now)));
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
  const auto seconds = (local - day).count() % 60;
  auto text = fmt::format("{} {} {}", kWeekdayWords[std::chrono::weekday(day).c_encoding()].substr(0, kShort),
                          unsigned(date.day()), kMonthWords[unsigned(date.month())].substr(0, kShort));
  if (date.year() != today.year()) text += fmt::format(" {}", int(date.year()));
  text += fmt::format(" {:02}:{:02}", minutes / 60, minutes % 60);
  if (seconds != 0) text += fmt::format(":{:02}", seconds);
  return text;
}

}  // namespace plimsoll
