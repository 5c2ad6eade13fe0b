#include "schedules/planner.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace plimsoll {
namespace {

using std::chrono::sys_seconds;

// The times that have come: how many, the last one and the one before it.
struct Come {
  std::int64_t count = 0;
  sys_seconds last, before_last;
};

// Of a period of seconds after a year of absence nobody counts each.
sys_seconds near_end(const PeriodicRecurrence& rule, sys_seconds settled, sys_seconds now, std::int64_t& passed) {
  constexpr std::int64_t kCounted = 8;
  if (settled < rule.from) return settled;
  const auto behind = (now - settled) / rule.period - kCounted;
  if (behind <= 0) return settled;
  passed = behind;
  return settled + behind * rule.period;
}

Come times_come(const ScheduleState& state, const Recurrence& recurrence, sys_seconds now) {
  Come come;
  auto at = state.settled_until;
  if (const auto* every = recurrence.periodic()) at = near_end(*every, at, now, come.count);
  come.last = come.before_last = at;
  for (;;) {
    const auto next = recurrence.next_after(at);
    if (!next || due_of(state.schedule, *next) > now) return come;
    ++come.count;
    come.before_last = come.last;
    come.last = at = *next;
  }
}

class Planner {
 public:
  explicit Planner(const Situation& situation) : situation_(situation) {
    busy_.insert(situation.busy_targets.begin(), situation.busy_targets.end());
    for (const auto& occurrence : situation.open)
      if (const auto* state = state_of(occurrence.schedule)) busy_.insert(state->schedule.target);
  }

  Plan made() {
    for (const auto& occurrence : situation_.open) look_at(occurrence);
    std::vector<LaunchAction> wanted;
    for (const auto& state : situation_.schedules) look_at(state, wanted);
    std::sort(wanted.begin(), wanted.end(), [](const LaunchAction& a, const LaunchAction& b) {
      return std::tie(a.planned, a.schedule) < std::tie(b.planned, b.schedule);
    });
    for (auto& launch : wanted) take(std::move(launch));
    return std::move(plan_);
  }

 private:
  const ScheduleState* state_of(const std::string& name) const {
    const auto found = std::find_if(situation_.schedules.begin(), situation_.schedules.end(),
                                    [&](const ScheduleState& state) { return state.schedule.name == name; });
    return found == situation_.schedules.end() ? nullptr : &*found;
  }

  void look_at(const Occurrence& occurrence) {
    const auto* state = state_of(occurrence.schedule);
    if (!state || state->schedule.max_duration_s == 0 || occurrence.state != OccurrenceState::running) return;
    const auto end = occurrence.claimed_at + std::chrono::seconds(state->schedule.max_duration_s);
    if (!occurrence.stop_asked_at && situation_.now >= end) plan_.stops.push_back({occurrence, false});
    if (occurrence.stop_asked_at && situation_.now >= *occurrence.stop_asked_at + kGrace)
      plan_.stops.push_back({occurrence, true});
  }

  void look_at(const ScheduleState& state, std::vector<LaunchAction>& wanted) {
    const auto& name = state.schedule.name;
    if (state.asked_at) wanted.push_back({name, *state.asked_at, true});
    const auto recurrence = recurrence_of(state.schedule);
    if (state.paused || recurrence.has_error()) return;
    const auto come = times_come(state, *recurrence, situation_.now);
    if (come.count == 0) return;
    const bool late = situation_.now > due_of(state.schedule, come.last) + kOnTime;
    if (late && state.schedule.missed == MissedRule::skip) {
      plan_.left_out.push_back({name, come.last, come.count});
      return;
    }
    wanted.push_back({name, come.last, false, come.count - 1});
    before_last_[name] = come.before_last;
  }

  // Where it has to wait, those before it are over all the same.
  void take(LaunchAction launch) {
    const auto& schedule = state_of(launch.schedule)->schedule;
    const bool free = schedule.overlap || !busy_.contains(schedule.target);
    if (free) {
      busy_.insert(schedule.target);
      plan_.launches.push_back(std::move(launch));
    } else if (launch.left_out > 0) {
      plan_.left_out.push_back({launch.schedule, before_last_[launch.schedule], launch.left_out});
    }
  }

  const Situation& situation_;
  std::set<std::string> busy_;
  std::map<std::string, sys_seconds> before_last_;
  Plan plan_;
};

}  // namespace

Plan plan(const Situation& situation) { return Planner(situation).made(); }

std::vector<sys_seconds> next_due(const ScheduleState& state, sys_seconds now, std::size_t count) {
  std::vector<sys_seconds> times;
  const auto recurrence = recurrence_of(state.schedule);
  if (state.paused || recurrence.has_error()) return times;
  auto at = std::max(state.settled_until, now - std::chrono::seconds(state.schedule.jitter_s + 1));
  while (times.size() < count) {
    const auto planned = recurrence->next_after(at);
    if (!planned) break;
    at = *planned;
    if (const auto due = due_of(state.schedule, at); due >= now) times.push_back(due);
  }
  return times;
}

}  // namespace plimsoll
