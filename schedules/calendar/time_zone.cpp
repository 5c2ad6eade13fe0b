#include "schedules/calendar/time_zone.h"

#include "core/nearest_name.h"
#include "core/text.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::string_view kUtc = "UTC";

// "warsaw" is Europe/Warsaw.
std::string_view zone_near(std::string_view name, const std::vector<std::string_view>& known) {
  const auto same_city = std::find_if(known.begin(), known.end(), [&](std::string_view zone) {
    return same_without_case(zone, name) || same_without_case(zone.substr(zone.rfind('/') + 1), name);
  });
  return same_city != known.end() ? *same_city : nearest_name(name, known);
}

Error unknown_zone(std::string_view name) {
  std::string message = fmt::format("there is no time zone \"{}\"", name);
  try {
    std::vector<std::string_view> known;
    for (const auto& zone : date::get_tzdb().zones) known.push_back(zone.name());
    if (const auto near = zone_near(name, known); !near.empty())
      message += fmt::format("; did you mean {}?", near);
    else
      message += "; expected a name like Europe/Warsaw or UTC";
  } catch (const std::exception& problem) {
    message +=
        fmt::format("; the machine's tz database cannot be read ({}); the package tzdata has it", problem.what());
  }
  return {ErrorKind::usage, message};
}

}  // namespace

Result<TimeZone> TimeZone::named(std::string_view name) {
  if (same_without_case(name, kUtc)) return TimeZone(std::string(kUtc), nullptr);
  try {
    if (name.empty() || name.front() == '/' || name.find("..") != std::string_view::npos) return unknown_zone(name);
    const auto* zone = date::locate_zone(name);
    static_cast<void>(zone->get_info(date::sys_seconds{}));  // its file is read now, and not when it is too late
    return TimeZone(std::string(name), zone);
  } catch (const std::exception&) {
    return unknown_zone(name);
  }
}

TimeZone TimeZone::of_this_machine() {
  if (const char* tz = std::getenv("TZ"); tz && *tz) {
    const std::string_view name = *tz == ':' ? tz + 1 : tz;
    if (auto zone = named(name); zone.has_value()) return std::move(*zone);
  }
  try {
    const auto* zone = date::current_zone();
    static_cast<void>(zone->get_info(date::sys_seconds{}));
    return {zone->name(), zone};
  } catch (const std::exception&) {
    return {std::string(kUtc), nullptr};
  }
}

TimeZone::Period TimeZone::period_at(std::chrono::sys_seconds instant) const {
  if (!zone_) return {std::chrono::sys_seconds::min(), std::chrono::sys_seconds::max()};
  const auto info = zone_->get_info(instant);
  return {info.begin, info.end, info.offset};
}

std::chrono::local_seconds TimeZone::local(std::chrono::sys_seconds instant) const {
  return std::chrono::local_seconds(instant.time_since_epoch() + period_at(instant).offset);
}

std::chrono::sys_seconds TimeZone::instant_of(std::chrono::local_seconds local) const {
  const auto seconds = local.time_since_epoch();
  if (!zone_) return std::chrono::sys_seconds(seconds);
  const auto info = zone_->get_info(date::local_seconds(seconds));
  if (info.result == date::local_info::nonexistent) return info.second.begin;
  return std::chrono::sys_seconds(seconds - info.first.offset);
}

}  // namespace plimsoll
