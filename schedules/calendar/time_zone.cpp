#include "schedules/calendar/time_zone.h"

#include "core/nearest_name.h"
#include "core/text.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
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

// The library reads the table of a zone's file alone. It ends in 2037 at the latest; what comes then is said by a rule
// in the last line of the file: "CET-1CEST,M3.5.0,M10.5.0/3".
std::optional<PosixRule> rule_of(const std::string& zone) {
  constexpr std::streamoff kLongest = 256;
  std::ifstream file(std::filesystem::path("/usr/share/zoneinfo") / zone, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::streamoff>(file.tellg());
  if (!file || size <= 0) return std::nullopt;
  file.seekg(std::max<std::streamoff>(size - kLongest, 0));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!text.ends_with('\n')) return std::nullopt;
  const auto begin = text.rfind('\n', text.size() - 2);
  if (begin == std::string::npos || begin + 2 >= text.size()) return std::nullopt;
  return PosixRule::parse(text.substr(begin + 1, text.size() - begin - 2));
}

bool is_end_of_table(const date::sys_info& info) { return info.end > date::sys_days(date::year(2400) / 1 / 1); }

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

TimeZone::TimeZone(std::string name, const date::time_zone* zone)
    : name_(std::move(name)), zone_(zone), rule_(zone ? rule_of(name_) : std::nullopt) {}

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
  if (rule_ && is_end_of_table(info)) {
    const auto stretch = rule_->at(instant.time_since_epoch().count());
    return {std::chrono::sys_seconds(std::chrono::seconds(stretch.begin_s)),
            std::chrono::sys_seconds(std::chrono::seconds(stretch.end_s)), std::chrono::seconds(stretch.offset_s)};
  }
  return {info.begin, info.end, info.offset};
}

std::chrono::local_seconds TimeZone::local(std::chrono::sys_seconds instant) const {
  return std::chrono::local_seconds(instant.time_since_epoch() + period_at(instant).offset);
}

std::chrono::sys_seconds TimeZone::instant_of(std::chrono::local_seconds local) const {
  const auto seconds = local.time_since_epoch();
  if (!zone_) return std::chrono::sys_seconds(seconds);
  const auto info = zone_->get_info(date::local_seconds(seconds));
  if (rule_ && info.result == date::local_info::unique && is_end_of_table(info.first))
    return std::chrono::sys_seconds(std::chrono::seconds(rule_->instant_of(seconds.count())));
  if (info.result == date::local_info::nonexistent) return info.second.begin;
  return std::chrono::sys_seconds(seconds - info.first.offset);
}

}  // namespace plimsoll
