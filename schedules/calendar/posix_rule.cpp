#include "schedules/calendar/posix_rule.h"

#include <date/ptz.h>

#include <chrono>
#include <exception>
#include <utility>

namespace plimsoll {
namespace {

std::int64_t seconds_of(std::chrono::seconds duration) { return duration.count(); }

}  // namespace

PosixRule::PosixRule(std::shared_ptr<const Posix::time_zone> zone) : zone_(std::move(zone)) {}

std::optional<PosixRule> PosixRule::parse(const std::string& text) {
  try {
    return PosixRule(std::make_shared<const Posix::time_zone>(text));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

PosixRule::Stretch PosixRule::at(std::int64_t instant_s) const {
  const auto info = zone_->get_info(date::sys_seconds(std::chrono::seconds(instant_s)));
  return {seconds_of(info.begin.time_since_epoch()), seconds_of(info.end.time_since_epoch()), seconds_of(info.offset)};
}

std::int64_t PosixRule::instant_of(std::int64_t local_s) const {
  const auto info = zone_->get_info(date::local_seconds(std::chrono::seconds(local_s)));
  if (info.result == date::local_info::nonexistent) return seconds_of(info.second.begin.time_since_epoch());
  return local_s - seconds_of(info.first.offset);
}

}  // namespace plimsoll
