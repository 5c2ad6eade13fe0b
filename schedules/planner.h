#pragma once

// What to do now: of schedules, of what goes on and of the time. Pure, so that a year passes in a moment; any thread.
//
// Of the times of a schedule that have come, the last one is launched; those before it are left out. Where it could not
// begin within a minute of its time, because nobody was there or another run loads the same target, `missed` says
// whether it still is.

#include "schedules/occurrence.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

inline constexpr std::chrono::seconds kOnTime{60};
inline constexpr std::chrono::seconds kGrace{60};  // from the asking to stop to the kill

struct Situation {
  std::vector<ScheduleState> schedules;
  std::vector<Occurrence> open;           // claimed or running
  std::vector<std::string> busy_targets;  // of runs that no schedule made
  std::chrono::sys_seconds now;
};

struct LaunchAction {
  std::string schedule;
  std::chrono::sys_seconds planned;
  bool by_hand = false;
  std::int64_t left_out = 0;  // times before it
};
struct LeaveOutAction {
  std::string schedule;
  std::chrono::sys_seconds until;  // all that is planned up to then
  std::int64_t left_out = 0;
};
struct StopAction {
  Occurrence occurrence;
  bool at_once = false;  // it was asked to, and did not
};

struct Plan {
  std::vector<LeaveOutAction> left_out;
  std::vector<LaunchAction> launches;  // in the order of their times
  std::vector<StopAction> stops;
};

Plan plan(const Situation& situation);

// The next times at which it is due, jitter included, if nothing is in its way. None where it is paused.
std::vector<std::chrono::sys_seconds> next_due(const ScheduleState& state, std::chrono::sys_seconds now,
                                               std::size_t count);

}  // namespace plimsoll
