// Messages that wait: in order, later and later, bounded, and over the end of whoever sends them.

#include "schedules/messages/outbox.h"

#include "store/run_store.h"
#include "tests/schedules/instants.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

namespace plimsoll::outbox_test {

using test::utc;

struct Rig {
  test::TempFolder folder;
  RunStore store = RunStore::open(folder.path() / "runs.db", Database::Access::write).value();
  Outbox outbox{store.database()};
  std::chrono::sys_seconds now = utc("2026-11-30 02:00:00");

  void add(const std::string& schedule, const std::string& what) {
    Message message;
    message.schedule = schedule;
    message.what = what;
    const auto added = outbox.add(message, now);
    ASSERT_TRUE(added) << added.error().message;
  }
};

TEST(Outbox, gives_the_oldest_of_each_schedule_until_it_is_taken) {
  Rig rig;
  rig.add("a", "1");
  rig.add("a", "2");
  rig.add("b", "3");
  auto due = rig.outbox.due(rig.now).value();
  ASSERT_EQ(due.size(), 2u);
  EXPECT_EQ(due[0].message.what, "1");
  EXPECT_EQ(due[1].message.what, "3");
  ASSERT_TRUE(rig.outbox.taken(due[0].id));
  EXPECT_EQ(rig.outbox.due(rig.now).value()[0].message.what, "2");
}

TEST(Outbox, tries_again_later_and_later) {
  Rig rig;
  rig.add("a", "1");
  auto waiting = rig.outbox.due(rig.now).value().at(0);
  ASSERT_TRUE(rig.outbox.refused(waiting, "answered 503", rig.now));
  EXPECT_TRUE(rig.outbox.due(rig.now + std::chrono::seconds(9)).value().empty());
  EXPECT_EQ(rig.outbox.due(rig.now + std::chrono::seconds(10)).value().at(0).tries, 1);
  EXPECT_EQ(rig.outbox.backlog("a").value().problem, "answered 503");
  EXPECT_EQ(pause_after(2).count(), 20);
  EXPECT_EQ(pause_after(7).count(), 640);
  EXPECT_EQ(pause_after(8).count(), 900);
  EXPECT_EQ(pause_after(1000).count(), 900);
}

TEST(Outbox, lets_the_oldest_go_and_says_so) {
  Rig rig;
  for (std::size_t i = 0; i < kMostWaiting + 5; ++i) rig.add("a", std::to_string(i));
  EXPECT_EQ(rig.outbox.backlog("a").value().waiting, kMostWaiting);
  const auto oldest = rig.outbox.due(rig.now).value().at(0);
  EXPECT_EQ(oldest.message.what, "5");
  EXPECT_EQ(oldest.message.dropped, 5u);
}

}  // namespace plimsoll::outbox_test
