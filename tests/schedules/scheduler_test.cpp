// A scheduler on a virtual clock with runs that are only written down: what it launches, tells, and what becomes of it
// where it is killed, where a second one is there, where the webhook is not.

#include "schedules/scheduler.h"

#include "schedules/schedule_overview.h"
#include "tests/schedules/machine_of_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::scheduler_test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::Killed;
using test::Machine;
using test::step;
using test::utc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Scheduler, launches_at_its_time_and_keeps_what_came_of_it) {
  Machine machine;
  machine.add("nightly");
  auto scheduler = machine.scheduler();
  step(*scheduler);
  EXPECT_THAT(machine.launched, IsEmpty());
  machine.now = utc("2026-11-30 02:00:00");
  step(*scheduler);
  step(*scheduler);
  EXPECT_THAT(machine.launched, ElementsAre("run-1"));
  EXPECT_EQ(schedule_overviews(machine.store(), machine.now).value().at(0).running, "run-1");
  machine.end("run-1");
  step(*scheduler);
  const auto overview = schedule_overviews(machine.store(), machine.now).value().at(0);
  EXPECT_EQ(overview.when, "every day at 02:00 UTC");
  EXPECT_EQ(overview.shown_next, "Tue 1 Dec 02:00");
  EXPECT_EQ(overview.last->outcome, "pass");
  EXPECT_EQ(overview.runs_lacking, 7u);
  EXPECT_FALSE(overview.running);
  EXPECT_THAT(machine.sent, IsEmpty()) << "nothing changed";
}

TEST(Scheduler, tells_a_leak_once_and_that_it_is_over_once) {
  Machine machine;
  machine.add("nightly");
  auto scheduler = machine.scheduler();
  for (int night = 1; night <= 6; ++night) {
    machine.now = utc("2026-11-29 02:00:00") + hours(24 * night);
    step(*scheduler);
    machine.end("run-" + std::to_string(night), night == 3 || night == 4 ? leaking_record() : passing_record());
    step(*scheduler);
  }
  ASSERT_THAT(machine.sent, SizeIs(2));
  EXPECT_THAT(machine.sent[0], HasSubstr("1 nightly: "));
  EXPECT_THAT(machine.sent[1], HasSubstr("2 nightly: recovered: "));
  EXPECT_EQ(machine.last.link, "http://127.0.0.1:8089/#/runs/run-5");
  EXPECT_THAT(machine.last.since, HasSubstr("Since Fri 4 Dec 02:00 UTC, this run; 2 runs before it were not: "));
}

TEST(Scheduler, tells_of_a_run_that_could_not_be_made) {
  Machine machine;
  machine.add("nightly");
  machine.refusal = invalid("soak.yaml: no such file");
  auto scheduler = machine.scheduler();
  machine.now = utc("2026-11-30 02:00:00");
  step(*scheduler);
  step(*scheduler);
  ASSERT_THAT(machine.sent, SizeIs(1));
  EXPECT_THAT(machine.sent[0], HasSubstr("could not run: soak.yaml: no such file"));
  EXPECT_EQ(machine.last.link, "plimsoll schedule show nightly");
  EXPECT_EQ(machine.last.outcome, "not run");
}

TEST(Scheduler, tells_of_a_run_that_crashed) {
  Machine machine;
  machine.add("nightly");
  auto scheduler = machine.scheduler();
  machine.now = utc("2026-11-30 02:00:00");
  step(*scheduler);
  machine.present.erase(mark_of_this_process());
  step(*scheduler);
  ASSERT_THAT(machine.sent, SizeIs(1));
  EXPECT_THAT(machine.sent[0], HasSubstr("was cut off"));
}

TEST(Scheduler, is_not_held_up_by_a_run_that_cannot_be_read) {
  Machine machine;
  machine.add("nightly");
  machine.add("other", "http://127.0.0.1:5001");
  auto scheduler = machine.scheduler();
  machine.now = utc("2026-11-30 02:00:00");
  step(*scheduler);
  for (const auto* run : {"run-1", "run-2"}) machine.end(run);
  ASSERT_TRUE(machine.store().runs().database().run("UPDATE runs SET record = x'00' WHERE id = 'run-1'"));
  step(*scheduler);
  EXPECT_EQ(machine.store().past_runs("nightly", 10).value().at(0).outcome, "not run");
  EXPECT_EQ(machine.store().past_runs("other", 10).value().at(0).outcome, "pass");
}

TEST(Scheduler, is_not_held_up_by_a_run_that_is_slow_to_begin) {
  Machine machine;
  machine.add("nightly");
  machine.add("other", "http://127.0.0.1:5001");
  machine.slow_to_begin = {"run-1"};
  auto scheduler = machine.scheduler();
  machine.now = utc("2026-11-30 02:00:00");
  step(*scheduler);
  EXPECT_THAT(machine.launched, ElementsAre("run-1", "run-2"));
  machine.end("run-2");
  step(*scheduler);
  EXPECT_EQ(machine.store().past_runs("other", 10).value().at(0).outcome, "pass");
  EXPECT_THAT(machine.launched, SizeIs(2)) << "it is waited for";
}

TEST(Scheduler, stops_a_run_at_its_longest_time_and_kills_it_after_a_grace) {
  Machine machine;
  machine.change = [](Schedule& schedule) { schedule.max_duration_s = 3600; };
  machine.add("nightly");
  auto scheduler = machine.scheduler();
  machine.now = utc("2026-11-30 02:00:00");
  step(*scheduler);
  machine.now += hours(1);
  step(*scheduler);
  step(*scheduler);
  EXPECT_THAT(machine.asked_to_stop, ElementsAre("run-1"));
  EXPECT_EQ(machine.kills, 0);
  machine.now += kGrace;
  step(*scheduler);
  EXPECT_EQ(machine.kills, 1);
}

TEST(Scheduler, waits_while_somebody_else_loads_its_target) {
  Machine machine;
  machine.add("nightly", passing_record().target);
  auto by_hand = passing_record();
  by_hand.id = "by-hand";
  auto writer = RunStoreWriter::begin(machine.file(), by_hand).value();
  auto scheduler = machine.scheduler();
  machine.now = utc("2026-11-30 02:00:00");
  step(*scheduler);
  EXPECT_THAT(machine.launched, IsEmpty());
  ASSERT_TRUE(writer->end(by_hand, ""));
  machine.now += minutes(30);
  step(*scheduler);
  EXPECT_THAT(machine.launched, ElementsAre("run-1"));
}

// Killed at any of these moments; another takes over.
struct Moment {
  const char* name;
  bool Machine::*flag;
  bool value;
  std::vector<std::string> launched;  // in all
};

class KilledAt : public ::testing::TestWithParam<Moment> {};

TEST_P(KilledAt, loses_and_doubles_nothing) {
  const auto& moment = GetParam();
  Machine machine;
  machine.add("nightly");
  auto first = machine.scheduler("first");
  machine.now = utc("2026-11-30 02:00:00");
  machine.*moment.flag = moment.value;
  EXPECT_THROW(static_cast<void>(first->step()), Killed);
  machine.*moment.flag = !moment.value;
  machine.present.erase("first");
  auto second = machine.scheduler("second");
  machine.now += seconds(1);
  step(*second);
  step(*second);
  if (machine.starting.contains("run-1")) {
    EXPECT_THAT(machine.launched, ElementsAre("run-1")) << "its process is there";
    machine.starting.clear();
    auto record = passing_record();
    record.id = "run-1";
    machine.writers["run-1"] = RunStoreWriter::begin(machine.file(), record).value();
    step(*second);
  }
  EXPECT_EQ(machine.launched, moment.launched);
  machine.end("run-1");
  step(*second);
  EXPECT_EQ(machine.store().past_runs("nightly", 10).value().size(), 1u);
  machine.now = utc("2026-12-01 01:59:59");
  step(*second);
  EXPECT_EQ(machine.launched, moment.launched);
}

INSTANTIATE_TEST_SUITE_P(Moments, KilledAt,
                         ::testing::Values(Moment{"claimed", &Machine::killed_before_launch, true, {"run-1"}},
                                           Moment{"launched", &Machine::killed_after_launch, true, {"run-1"}},
                                           Moment{"starting", &Machine::lands_in_store, false, {"run-1"}}),
                         [](const auto& moment) { return std::string(moment.param.name); });

TEST(Scheduler, loses_no_message_while_the_webhook_is_down) {
  Machine machine;
  machine.change = [](Schedule& schedule) { schedule.on = {NewsKind::always}; };
  machine.add("nightly");
  auto scheduler = machine.scheduler();
  machine.webhook_is_down = true;
  for (int night = 1; night <= 3; ++night) {
    machine.now = utc("2026-11-29 02:00:00") + hours(24 * night);
    step(*scheduler);
    machine.end("run-" + std::to_string(night));
    step(*scheduler);
  }
  EXPECT_THAT(machine.launched, SizeIs(3)) << "nothing waits for a webhook";
  EXPECT_EQ(schedule_overviews(machine.store(), machine.now).value().at(0).backlog.problem, "answered 503");
  machine.webhook_is_down = false;
  scheduler = machine.scheduler("second");
  machine.now += hours(1);
  for (int i = 0; i < 5; ++i) step(*scheduler);
  EXPECT_THAT(machine.sent, ElementsAre(HasSubstr("1 nightly"), HasSubstr("2 nightly"), HasSubstr("3 nightly")));
}

TEST(Schedules, are_added_once_paused_resumed_asked_for_and_removed) {
  Machine machine;
  machine.add("nightly");
  auto store = machine.store();
  auto again = store.find("nightly").value().schedule;
  EXPECT_THAT(store.add(again, machine.now).error().message, HasSubstr("already"));
  EXPECT_THAT(store.find("nihgtly").error().message, HasSubstr("did you mean \"nightly\"?"));
  ASSERT_TRUE(store.set_paused("nightly", true, machine.now));
  auto scheduler = machine.scheduler();
  machine.now = utc("2026-12-01 12:00:00");
  step(*scheduler);
  EXPECT_THAT(machine.launched, IsEmpty());
  ASSERT_TRUE(store.set_paused("nightly", false, machine.now));
  step(*scheduler);
  EXPECT_THAT(machine.launched, IsEmpty()) << "what was planned in the pause is not made up";
  ASSERT_TRUE(store.ask_now("nightly", machine.now));
  step(*scheduler);
  EXPECT_THAT(machine.launched, SizeIs(1));
  ASSERT_TRUE(store.remove("nightly"));
  step(*scheduler);
  EXPECT_TRUE(store.list().value().empty());
  EXPECT_TRUE(store.remove("nightly").has_error());
}

TEST(Schedules, may_be_asked_for_again_within_a_second) {
  Machine machine;
  machine.add("nightly");
  auto store = machine.store();
  auto scheduler = machine.scheduler();
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(store.ask_now("nightly", machine.now));
    step(*scheduler);
    ASSERT_THAT(machine.launched, SizeIs(i));
    machine.end(machine.launched.back());
    step(*scheduler);
  }
  EXPECT_EQ(store.past_runs("nightly", 10).value().size(), 3u);
}

TEST(Schedule, comes_back_from_its_json) {
  Machine machine;
  machine.change = [](Schedule& schedule) {
    schedule.jitter_s = 5;
    schedule.missed = MissedRule::skip;
    schedule.on = {NewsKind::leak, NewsKind::always};
    schedule.tell.form = WebhookForm::slack;
    schedule.tell.secret_file = "/secret";
  };
  machine.add("nightly");
  const auto schedule = machine.store().find("nightly").value().schedule;
  EXPECT_EQ(to_json(schedule_from_json(to_json(schedule)).value()), to_json(schedule));
  EXPECT_EQ(schedule.missed, MissedRule::skip);
  EXPECT_THAT(schedule.on, ElementsAre(NewsKind::leak, NewsKind::always));
  EXPECT_EQ(schedule.tell.secret_file, "/secret");
}

TEST(ScheduleName, is_one_word) {
  EXPECT_TRUE(check_schedule_name("nightly-soak_2.staging"));
  for (const auto* name : {"", "two words", "-x", ".x", "a/b", "ü"}) EXPECT_TRUE(check_schedule_name(name).has_error());
}

}  // namespace plimsoll::scheduler_test
