// What is launched when, of schedules and a clock alone: a year with both changes of the clocks, downtime, restarts.

#include "schedules/planner.h"

#include "tests/schedules/instants.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace plimsoll::planner_test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::text_of;
using test::utc;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ScheduleState daily(const std::string& name, sys_seconds from) {
  ScheduleState state;
  state.schedule.name = name;
  state.schedule.cron = "30 2 * * *";
  state.schedule.zone = "Europe/Warsaw";
  state.schedule.target = "http://127.0.0.1:5000";
  state.settled_until = from;
  return state;
}

ScheduleState every(const std::string& name, seconds period, sys_seconds from) {
  auto state = daily(name, from);
  state.schedule.cron.clear();
  state.schedule.every_s = period.count();
  state.schedule.from_s = from.time_since_epoch().count();
  return state;
}

// Carries plans out as a scheduler does; a run takes as long as its schedule says here.
class World {
 public:
  explicit World(std::vector<ScheduleState> schedules) { situation.schedules = std::move(schedules); }

  void look_at(sys_seconds now) {
    situation.now = now;
    std::erase_if(situation.open, [&](const Occurrence& occurrence) {
      return occurrence.claimed_at + length[occurrence.schedule] <= now;
    });
    const auto plan = plimsoll::plan(situation);
    for (const auto& action : plan.left_out) {
      state(action.schedule).settled_until = action.until;
      left_out += action.left_out;
    }
    for (const auto& action : plan.launches) {
      auto& launched = state(action.schedule);
      if (action.by_hand)
        launched.asked_at.reset();
      else
        launched.settled_until = action.planned;
      left_out += action.left_out;
      situation.open.push_back(
          {action.schedule, action.planned, action.by_hand, OccurrenceState::running, "", now, {}});
      began.push_back(text_of(now));
      planned.push_back(text_of(action.planned));
    }
    stops = plan.stops;
  }

  ScheduleState& state(const std::string& name) {
    return *std::find_if(situation.schedules.begin(), situation.schedules.end(),
                         [&](const ScheduleState& one) { return one.schedule.name == name; });
  }

  Situation situation;
  std::map<std::string, seconds> length;
  std::vector<std::string> began, planned;
  std::vector<StopAction> stops;
  std::int64_t left_out = 0;
};

TEST(Planner, runs_each_day_of_a_year_once_but_those_that_nobody_was_there_for) {
  World world({daily("nightly", utc("2026-01-01 00:00:00"))});
  world.length["nightly"] = hours(1);
  // Nobody is there from 10 to 13 March, over the change in spring, and for a minute around a time in August.
  const std::vector<std::pair<sys_seconds, sys_seconds>> away = {
      {utc("2026-03-10 12:00:00"), utc("2026-03-13 12:00:00")},
      {utc("2026-03-28 23:00:00"), utc("2026-03-29 08:00:00")},
      {utc("2026-08-15 00:29:40"), utc("2026-08-15 00:30:20")}};
  std::vector<std::string> expected;
  const auto zone = TimeZone::named("Europe/Warsaw").value();
  for (auto now = utc("2026-01-01 00:00:00"); now < utc("2027-01-01 00:00:00");) {
    const auto gone =
        std::find_if(away.begin(), away.end(), [&](const auto& one) { return now >= one.first && now < one.second; });
    if (gone != away.end()) {
      now = gone->second;
      continue;
    }
    world.look_at(now);
    auto next = now + hours(1);
    for (const auto due : next_due(world.state("nightly"), now + seconds(1), 1)) next = std::min(next, due);
    for (const auto& one : away)
      if (one.first > now) next = std::min(next, one.first);
    now = next;
  }
  for (auto day = std::chrono::floor<std::chrono::days>(utc("2026-01-01 00:00:00")); day < utc("2027-01-01 00:00:00");
       day += std::chrono::days(1)) {
    const auto local = std::chrono::local_days(day.time_since_epoch()) + hours(2) + minutes(30);
    auto at = text_of(zone.instant_of(local));
    if (at == "2026-03-11 01:30" || at == "2026-03-12 01:30") continue;  // the last of three stands for them
    if (at == "2026-03-13 01:30") at = "2026-03-13 12:00";
    if (at == "2026-03-29 01:00") at = "2026-03-29 08:00";
    if (at == "2026-08-15 00:30") at = "2026-08-15 00:30:20";
    expected.push_back(at);
  }
  EXPECT_EQ(expected.size(), 363u);
  EXPECT_EQ(world.began, expected);
  EXPECT_EQ(world.left_out, 2);
}

TEST(Planner, leaves_out_what_was_missed_where_that_is_asked_for) {
  auto state = daily("nightly", utc("2026-01-01 00:00:00"));
  state.schedule.missed = MissedRule::skip;
  World world({state});
  world.look_at(utc("2026-01-04 12:00:00"));
  EXPECT_THAT(world.began, IsEmpty());
  EXPECT_EQ(world.left_out, 4);
  world.look_at(utc("2026-01-05 01:30:59"));
  EXPECT_THAT(world.began, ElementsAre("2026-01-05 01:30:59")) << "within a minute is in time";
}

TEST(Planner, lets_no_two_runs_load_one_target_unless_that_is_allowed) {
  World world({daily("a", utc("2026-01-01 00:00:00")), daily("b", utc("2026-01-01 00:00:00"))});
  world.length = {{"a", hours(1)}, {"b", hours(1)}};
  world.look_at(utc("2026-01-01 01:30:00"));
  world.look_at(utc("2026-01-01 02:00:00"));
  world.look_at(utc("2026-01-01 02:30:00"));
  EXPECT_THAT(world.began, ElementsAre("2026-01-01 01:30", "2026-01-01 02:30"));
  EXPECT_THAT(world.planned, ElementsAre("2026-01-01 01:30", "2026-01-01 01:30"));

  World together({daily("a", utc("2026-01-01 00:00:00")), daily("b", utc("2026-01-01 00:00:00"))});
  together.state("b").schedule.overlap = true;
  together.length = {{"a", hours(1)}, {"b", hours(1)}};
  together.look_at(utc("2026-01-01 01:30:00"));
  EXPECT_EQ(together.began.size(), 2u);

  World apart({daily("a", utc("2026-01-01 00:00:00")), daily("b", utc("2026-01-01 00:00:00"))});
  apart.state("b").schedule.target = "http://127.0.0.1:5001";
  apart.look_at(utc("2026-01-01 01:30:00"));
  EXPECT_EQ(apart.began.size(), 2u);
}

TEST(Planner, waits_for_a_run_that_a_person_started) {
  World world({daily("a", utc("2026-01-01 00:00:00"))});
  world.situation.busy_targets = {"http://127.0.0.1:5000"};
  world.look_at(utc("2026-01-01 01:30:00"));
  EXPECT_THAT(world.began, IsEmpty());
  world.situation.busy_targets.clear();
  world.look_at(utc("2026-01-01 01:40:00"));
  EXPECT_EQ(world.began.size(), 1u);
}

TEST(Planner, lets_one_time_at_most_wait_for_a_run_that_takes_too_long) {
  const auto from = utc("2026-01-01 00:00:00");
  World world({every("often", minutes(10), from)});
  world.length["often"] = minutes(35);
  for (auto now = from; now <= from + hours(2); now += minutes(1)) world.look_at(now);
  EXPECT_THAT(world.planned,
              ElementsAre("2026-01-01 00:10", "2026-01-01 00:40", "2026-01-01 01:20", "2026-01-01 01:50"));
  EXPECT_THAT(world.began, ElementsAre("2026-01-01 00:10", "2026-01-01 00:45", "2026-01-01 01:20", "2026-01-01 01:55"));
}

TEST(Planner, counts_no_second_of_a_year_of_absence) {
  const auto from = utc("2026-01-01 00:00:00");
  World world({every("often", seconds(1), from)});
  world.look_at(from + std::chrono::days(365));
  EXPECT_THAT(world.planned, ElementsAre("2027-01-01 00:00"));
  EXPECT_EQ(world.left_out, 365 * 24 * 3600 - 1);
}

TEST(Planner, runs_what_is_asked_for_even_where_it_is_paused) {
  auto state = daily("a", utc("2026-01-01 00:00:00"));
  state.paused = true;
  World world({state});
  world.look_at(utc("2026-01-02 12:00:00"));
  EXPECT_THAT(world.began, IsEmpty());
  world.state("a").asked_at = utc("2026-01-02 12:00:05");
  world.look_at(utc("2026-01-02 12:00:06"));
  world.look_at(utc("2026-01-02 12:00:07"));
  EXPECT_THAT(world.planned, ElementsAre("2026-01-02 12:00:05"));
  EXPECT_THAT(next_due(world.state("a"), utc("2026-01-02 12:00:07"), 5), IsEmpty());
}

TEST(Planner, stops_what_takes_too_long_and_kills_what_does_not_stop) {
  auto state = daily("a", utc("2026-01-01 00:00:00"));
  state.schedule.max_duration_s = 3600;
  World world({state});
  world.length["a"] = hours(9);
  world.look_at(utc("2026-01-01 01:30:00"));
  world.look_at(utc("2026-01-01 02:29:59"));
  EXPECT_THAT(world.stops, IsEmpty());
  world.look_at(utc("2026-01-01 02:30:00"));
  ASSERT_EQ(world.stops.size(), 1u);
  EXPECT_FALSE(world.stops[0].at_once);
  world.situation.open[0].stop_asked_at = utc("2026-01-01 02:30:00");
  world.look_at(utc("2026-01-01 02:30:59"));
  EXPECT_THAT(world.stops, IsEmpty());
  world.look_at(utc("2026-01-01 02:31:00"));
  ASSERT_EQ(world.stops.size(), 1u);
  EXPECT_TRUE(world.stops[0].at_once);
}

TEST(Planner, does_nothing_twice_where_the_clock_is_set_back) {
  World world({daily("a", utc("2026-01-01 00:00:00"))});
  world.look_at(utc("2026-01-01 01:30:00"));
  world.look_at(utc("2026-01-01 01:00:00"));
  world.look_at(utc("2026-01-01 01:30:00"));
  EXPECT_EQ(world.began.size(), 1u);
}

TEST(Planner, begins_each_time_later_by_its_jitter) {
  auto state = daily("a", utc("2026-01-01 00:00:00"));
  state.schedule.jitter_s = 600;
  World world({state});
  const auto due = next_due(state, utc("2026-01-01 00:00:00"), 1).at(0);
  EXPECT_EQ(due, utc("2026-01-01 01:30:00") + jitter_of("a", utc("2026-01-01 01:30:00"), seconds(600)));
  EXPECT_GT(due, utc("2026-01-01 01:30:00"));
  world.look_at(due - seconds(1));
  EXPECT_THAT(world.began, IsEmpty());
  world.look_at(due);
  EXPECT_THAT(world.planned, ElementsAre("2026-01-01 01:30"));
}

TEST(Planner, names_the_next_times) {
  const auto state = daily("a", utc("2026-03-27 12:00:00"));
  std::vector<std::string> times;
  for (const auto due : next_due(state, utc("2026-03-27 12:00:00"), 3)) times.push_back(text_of(due));
  EXPECT_THAT(times, ElementsAre("2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"));
}

}  // namespace plimsoll::planner_test
