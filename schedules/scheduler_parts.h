#pragma once

// What a scheduler is made of: the real things, which a test replaces. A value.

#include "core/clock.h"
#include "core/error.h"
#include "core/time.h"
#include "schedules/messages/destination.h"
#include "schedules/run_hands.h"
#include "store/process_mark.h"

#include <filesystem>
#include <functional>
#include <string>

namespace plimsoll {

struct SchedulerParts {
  RunHands hands;
  std::function<WallTime()> now = wall_now;
  std::function<std::string()> new_run_id;
  std::function<Instant()> monotonic = monotonic_now;
  std::function<Presence(const std::string& mark)> presence;  // of a process that leads, or runs
  std::function<Result<void>(const Destination&, const Message&, const std::string& id, WallTime)> send;
  std::string mark;  // our own: that of the process, and what no other scheduler has

  // Of this process and this machine.
  static SchedulerParts real(const std::filesystem::path& store);
};

}  // namespace plimsoll
