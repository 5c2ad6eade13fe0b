// Of several schedulers on one store one leads, whoever is killed, hangs, is in another container, sets a clock or
// takes the store away.

#include "schedules/scheduler.h"
#include "tests/schedules/machine_of_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace plimsoll::leading_test {

using std::chrono::hours;
using std::chrono::seconds;
using test::Machine;
using test::step;
using test::utc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Scheduler, leads_alone_and_the_other_takes_over) {
  Machine machine;
  machine.add("nightly");
  auto first = machine.scheduler("first");
  auto second = machine.scheduler("second");
  step(*first);
  step(*second);
  EXPECT_TRUE(first->leads());
  EXPECT_FALSE(second->leads());
  machine.now = utc("2026-11-30 02:00:00");
  step(*first);
  step(*second);
  EXPECT_THAT(machine.launched, ElementsAre("run-1"));
  first.reset();
  step(*second);
  EXPECT_TRUE(second->leads()) << "one that ends steps down at once";
}

TEST(Scheduler, that_hangs_is_replaced_and_does_no_harm_when_it_wakes_up) {
  Machine machine;
  machine.add("nightly");
  auto first = machine.scheduler("first");
  auto second = machine.scheduler("second");
  step(*first);
  step(*second);
  machine.now += std::chrono::floor<seconds>(SignsOfLife::kSilence) - seconds(1);
  step(*second);
  EXPECT_FALSE(second->leads());
  machine.now += seconds(1);
  step(*second);
  EXPECT_TRUE(second->leads());
  step(*first);
  EXPECT_FALSE(first->leads());
  machine.now = utc("2026-11-30 02:00:00");
  step(*second);
  step(*first);
  EXPECT_THAT(machine.launched, SizeIs(1));
}

// Two containers on one store: neither sees the other's processes, and a pid says nothing.
TEST(Scheduler, of_another_container_is_replaced_where_it_gives_no_sign) {
  Machine machine;
  machine.add("nightly");
  auto first = machine.scheduler("first");
  auto second = machine.scheduler("second");
  machine.present = {mark_of_this_process()};
  machine.containers = {"first", "second"};
  for (int i = 0; i < 120; ++i) {
    step(*first);
    step(*second);
    EXPECT_TRUE(first->leads() && !second->leads()) << i;
    machine.now += seconds(1);
  }
  for (int i = 0; i < 20; ++i) {
    machine.now += seconds(1);
    step(*second);
    EXPECT_FALSE(second->leads()) << i;
  }
  machine.now += seconds(10);
  step(*second);
  EXPECT_TRUE(second->leads());
}

TEST(Scheduler, of_another_container_is_not_replaced_by_a_wall_clock_that_is_set) {
  Machine machine;
  machine.add("nightly");
  auto first = machine.scheduler("first");
  auto second = machine.scheduler("second", [] { return Instant(seconds(1)); });
  machine.containers = {"first"};
  machine.present.erase("first");
  step(*first);
  for (const auto jump : {hours(0), hours(5), hours(-11)}) {
    machine.now += jump;
    step(*second);
    EXPECT_FALSE(second->leads()) << jump.count();
  }
}

TEST(Scheduler, takes_no_run_of_another_container_for_cut_off_while_it_gives_signs) {
  Machine machine;
  machine.add("nightly");
  auto scheduler = machine.scheduler();
  machine.now = utc("2026-11-30 02:00:00");
  step(*scheduler);
  machine.writers.clear();  // it gives no signs of its own
  machine.present.erase(mark_of_this_process());
  machine.containers.insert(mark_of_this_process());
  const auto sign = [&](int at) {
    ASSERT_TRUE(machine.store().runs().database().run("UPDATE run_signs SET at = " + std::to_string(at)));
  };
  for (int i = 0; i < 60; ++i) {
    machine.now += seconds(5);
    sign(i);
    step(*scheduler);
  }
  EXPECT_THAT(machine.store().past_runs("nightly", 10).value(), IsEmpty());
  machine.now += seconds(40);
  step(*scheduler);
  EXPECT_EQ(machine.store().past_runs("nightly", 10).value().at(0).outcome, "cut off");
}

TEST(Scheduler, whose_store_is_gone_says_so_and_makes_none_until_it_is_back) {
  Machine machine;
  machine.add("nightly");
  auto scheduler = machine.scheduler();
  step(*scheduler);
  const auto away = machine.folder.path() / "away.db";
  std::filesystem::rename(machine.file(), away);
  for (const auto* end : {"-wal", "-shm"}) std::filesystem::remove(machine.file().string() + end);
  machine.now = utc("2026-11-30 02:00:00");
  EXPECT_THAT(scheduler->step().error().message, HasSubstr("was removed or replaced while it was in use"));
  EXPECT_TRUE(scheduler->send_due().has_error());
  EXPECT_FALSE(scheduler->leads());
  EXPECT_FALSE(std::filesystem::exists(machine.file()));
  std::filesystem::copy_file(away, machine.file());
  step(*scheduler);
  EXPECT_THAT(machine.launched, ElementsAre("run-1"));
}

}  // namespace plimsoll::leading_test
