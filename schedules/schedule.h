#pragma once

// A schedule: a scenario that is run again and again, and what is told of it. A value; any thread.

#include "core/error.h"
#include "schedules/calendar/recurrence.h"
#include "schedules/history/past_run.h"
#include "schedules/messages/destination.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Of a time at which it could not begin: run once as soon as it can, or leave it out.
enum class MissedRule { run_once, skip };

struct Schedule {
  std::string name;
  std::string cron;  // else it comes periodically
  std::string zone;  // of the cron expression, and of the instants that people are shown
  std::int64_t every_s = 0;
  std::int64_t from_s = 0;         // since 1970 UTC: a period begins there
  std::filesystem::path scenario;  // absolute
  std::string target;              // where its load goes, as it was when it was added
  std::int64_t jitter_s = 0;
  std::int64_t max_duration_s = 0;  // 0: as long as it takes
  MissedRule missed = MissedRule::run_once;
  bool overlap = false;  // beside another run against the same target
  std::vector<NewsKind> on = {NewsKind::fail, NewsKind::leak, NewsKind::change, NewsKind::recovered};
  Destination tell;
};

// A word of letters, digits, '-', '_' and '.', at most 64.
Result<void> check_schedule_name(std::string_view name);
Result<MissedRule> parse_missed_rule(std::string_view word);
std::string_view to_string(MissedRule rule);

// Error: its zone is no longer known on this machine.
Result<Recurrence> recurrence_of(const Schedule& schedule);
TimeZone zone_of(const Schedule& schedule);  // UTC where it is no longer known

// When the occurrence that is planned then really begins.
std::chrono::sys_seconds due_of(const Schedule& schedule, std::chrono::sys_seconds planned);

std::string to_json(const Schedule& schedule);
Result<Schedule> schedule_from_json(std::string_view text);

}  // namespace plimsoll
