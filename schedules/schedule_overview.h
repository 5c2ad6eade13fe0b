#pragma once

// The schedules as people see them: when, what is next, what came of the last run. For lists, on a terminal and on a
// page. Values; one thread.

#include "core/error.h"
#include "schedules/schedule_store.h"

#include <chrono>
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ScheduleOverview {
  ScheduleState state;
  std::string when{};                            // "every day at 02:00 Europe/Warsaw"
  std::vector<std::chrono::sys_seconds> next{};  // the next ones; none where it is paused
  std::string shown_next{};                      // "Mon 30 Nov 02:00", "paused", "now, as soon as its target is free"
  std::optional<std::string> running{};          // the id of a run that goes on
  std::optional<PastRun> last{};                 // that ended
  std::size_t runs_lacking = 0;                  // so many more healthy ones until changes are told
  Backlog backlog{};                             // messages that wait
};

// `times`: so many next ones.
Result<ScheduleOverview> overview_of(const ScheduleStore& store, const ScheduleState& state,
                                     std::chrono::sys_seconds now, std::size_t times = 1);
Result<std::vector<ScheduleOverview>> schedule_overviews(const ScheduleStore& store, std::chrono::sys_seconds now);

// One object for every program that asks: `schedule list --json` and the API. Its keys are in docs/schedules.md.
nlohmann::ordered_json overview_json(const ScheduleOverview& overview);

}  // namespace plimsoll
