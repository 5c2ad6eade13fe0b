#pragma once

// How schedules are printed on a terminal. One thread.

#include "schedules/schedule_overview.h"

#include <chrono>
#include <string>
#include <vector>

namespace plimsoll {

void print_schedules(const std::vector<ScheduleOverview>& overviews);
void print_schedule(const ScheduleOverview& overview, std::chrono::sys_seconds now);

// Where nobody runs what is scheduled, who would.
void print_leader(const ScheduleStore& store);

}  // namespace plimsoll
