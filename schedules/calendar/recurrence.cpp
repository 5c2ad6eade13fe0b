#include "schedules/calendar/recurrence.h"

#include "core/random.h"
#include "core/stable_hash.h"
#include "core/units.h"
#include "schedules/calendar/cron_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace plimsoll {
namespace {

using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::sys_seconds;

// A 29 February comes after 8 years at the latest.
constexpr int kMostDays = 8 * 366 + 1;
constexpr int kGapsLookedAt = 50;

// The first local time that the expression names, from this one on.
std::optional<local_seconds> named_from(const CronExpression& cron, local_seconds from) {
  auto day = std::chrono::floor<std::chrono::days>(from);
  auto minute = static_cast<unsigned>(std::chrono::ceil<minutes>(from - day).count());
  for (int i = 0; i < kMostDays; ++i, day += std::chrono::days(1), minute = 0) {
    const std::chrono::year_month_day date(day);
    const std::chrono::weekday weekday(day);
    if (!cron.names_day(unsigned(date.month()), unsigned(date.day()), weekday.c_encoding())) continue;
    if (const auto found = cron.minute_from(minute)) return local_seconds(day) + minutes(*found);
  }
  return std::nullopt;
}

// Elapsed time: stretch after stretch of one offset.
std::optional<sys_seconds> next_elapsed(const CronRecurrence& rule, sys_seconds after) {
  auto from = after + std::chrono::seconds(1);
  for (;;) {
    const auto period = rule.zone.period_at(from);
    const auto local = named_from(rule.cron, local_seconds(from.time_since_epoch() + period.offset));
    if (!local) return std::nullopt;
    const auto found = sys_seconds(local->time_since_epoch() - period.offset);
    if (found < period.end) return found;
    from = period.end;
  }
}

std::optional<sys_seconds> next_of_day(const CronRecurrence& rule, sys_seconds after) {
  auto from = rule.zone.local(after) + std::chrono::seconds(1);
  for (;;) {
    const auto local = named_from(rule.cron, from);
    if (!local) return std::nullopt;
    const auto found = rule.zone.instant_of(*local);
    if (found > after) return found;
    from = *local + minutes(1);
  }
}

std::optional<sys_seconds> next_of(const CronRecurrence& rule, sys_seconds after) {
  return rule.cron.any_hour() ? next_elapsed(rule, after) : next_of_day(rule, after);
}

std::optional<sys_seconds> next_of(const PeriodicRecurrence& rule, sys_seconds after) {
  if (after < rule.from) return rule.from;
  return rule.from + ((after - rule.from) / rule.period + 1) * rule.period;
}

}  // namespace

Result<Recurrence> Recurrence::of_cron(std::string_view expression, TimeZone zone) {
  auto cron = CronExpression::parse(expression);
  if (cron.has_error()) return cron.error();
  return Recurrence(CronRecurrence{std::move(*cron), std::move(zone)});
}

Result<Recurrence> Recurrence::of_every(Nanos period, sys_seconds from) {
  constexpr auto kLongest = std::chrono::days(366);
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(period);
  if (whole != period || whole < std::chrono::seconds(1) || whole > kLongest)
    return Error{ErrorKind::usage,
                 fmt::format("expected whole seconds from 1s to 366d, got {}", format_duration_exact(period))};
  return Recurrence(PeriodicRecurrence{whole, from});
}

std::optional<sys_seconds> Recurrence::next_after(sys_seconds instant) const {
  return std::visit([&](const auto& rule) { return next_of(rule, instant); }, rule_);
}

std::string Recurrence::words() const {
  if (const auto* every = periodic()) return fmt::format("every {}", format_duration(every->period));
  return fmt::format("{} {}", cron_words(cron()->cron), cron()->zone.name());
}

std::chrono::seconds shortest_gap(const Recurrence& recurrence, sys_seconds from) {
  if (const auto* every = recurrence.periodic()) return every->period;
  auto shortest = std::chrono::seconds::max();
  auto last = recurrence.next_after(from);
  for (int i = 0; i < kGapsLookedAt && last; ++i) {
    const auto next = recurrence.next_after(*last);
    if (!next) break;
    shortest = std::min(shortest, std::chrono::seconds(*next - *last));
    last = next;
  }
  return shortest;
}

std::chrono::seconds jitter_of(std::string_view name, sys_seconds occurrence, std::chrono::seconds most) {
  if (most <= std::chrono::seconds(0)) return {};
  auto random = Random::stream(stable_hash(name), static_cast<std::uint64_t>(occurrence.time_since_epoch().count()));
  return std::chrono::seconds(random.below(static_cast<std::uint64_t>(most.count()) + 1));
}

}  // namespace plimsoll
