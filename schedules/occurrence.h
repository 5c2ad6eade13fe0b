#pragma once

// One time of a schedule, and what became of it; a schedule as it stands. Values; any thread.

#include "schedules/schedule.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace plimsoll {

// claimed: it is to be launched, by whoever leads; running: its run is in the store. The others are over.
enum class OccurrenceState { claimed, running, ended, failed };

struct Occurrence {
  std::string schedule;
  std::chrono::sys_seconds planned;  // with the schedule its identity
  bool by_hand = false;              // it was asked for
  OccurrenceState state = OccurrenceState::claimed;
  std::string run;  // the id that its run has, or will have
  std::chrono::sys_seconds claimed_at;
  std::optional<std::chrono::sys_seconds> stop_asked_at;  // it had taken too long

  bool is_open() const { return state == OccurrenceState::claimed || state == OccurrenceState::running; }
};

struct ScheduleState {
  Schedule schedule;
  bool paused = false;
  std::chrono::sys_seconds settled_until;            // what is planned up to then is launched, or left out
  std::optional<std::chrono::sys_seconds> asked_at;  // to run now, by a person
};

}  // namespace plimsoll
