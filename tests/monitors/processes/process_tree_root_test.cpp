// Which process a tree holds for its root, and how it tells that another took its place.

#include "monitors/processes/process_tree.h"
#include "tests/monitors/processes/fake_tree.h"
#include "tests/monitors/processes/no_descriptors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::process_tree_root_test {

using namespace std::chrono_literals;
using Kind = ProcessEvent::Kind;
using test::event;
using test::FakeTree;
using test::pids_of;
using test::target_of;
using test::told;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(FakeTree, stays_with_a_process_that_runs_another_program) {
  proc.put({.pid = 70, .command = "sh", .children = {71}});
  proc.put({.pid = 71, .parent = 70});
  auto target = target_of(70, 100);
  target.description = "sh 70";
  start(target);
  const auto life = tree->members().front().life;
  proc.put({.pid = 70, .command = "gunicorn", .children = {71}});
  refresh();
  ASSERT_THAT(pids_of(*tree), ElementsAre(70, 71));
  EXPECT_EQ(tree->members().front().life, life);
  EXPECT_TRUE(tree->is_root(tree->members().front()));
  EXPECT_EQ(tree->description(), "gunicorn 70 + 1 process");
  EXPECT_THAT(tree->take_events(), IsEmpty());
}

TEST_F(FakeTree, does_not_take_a_stranger_for_the_root_that_was_found) {
  proc.put({.pid = 70, .start_ticks = 999});
  start(target_of(70, 100));
  EXPECT_THAT(tree->members(), IsEmpty());
  EXPECT_THAT(told(*tree), ElementsAre(event(Kind::gone,
                                             "python 70 ended before it was read; pid 70 is another "
                                             "program's now: python, started 2026-11-21T17:00:09Z")));
}

TEST_F(FakeTree, tells_whose_the_pid_of_the_root_is_when_it_is_used_again) {
  proc.put({.pid = 70, .start_ticks = 100});
  start(target_of(70, 100));
  proc.put({.pid = 70, .command = "sleep", .start_ticks = 6500});
  refresh();
  EXPECT_THAT(tree->members(), IsEmpty());
  EXPECT_THAT(told(*tree), ElementsAre(event(Kind::gone,
                                             "python 70 ended; nothing of it is left; pid 70 is another program's now: "
                                             "sleep, started 2026-11-21T17:01:05Z")));
}

TEST_F(FakeTree, does_not_take_a_want_of_descriptors_for_the_end_of_the_service) {
  proc.put({.pid = 70, .children = {71, 72}});
  proc.put({.pid = 71, .parent = 70});
  proc.put({.pid = 72, .parent = 70, .state = 'Z'});
  auto target = target_of(70, 100);
  int searches = 0;
  target.find_again = [&](const auto& roots) {
    ++searches;
    return roots;
  };
  start(target);
  const auto life = tree->members().front().life;
  {
    const test::NoDescriptors none;
    EXPECT_FALSE(tree->refresh(now += 60s));
    ASSERT_THAT(pids_of(*tree), ElementsAre(70, 71));
    EXPECT_EQ(tree->zombies(), 1U);
  }
  EXPECT_EQ(searches, 0) << "what it finds then is made of what could be seen";
  EXPECT_TRUE(tree->refresh(now += 1s));
  ASSERT_THAT(pids_of(*tree), ElementsAre(70, 71));
  EXPECT_EQ(tree->members().front().life, life);
  EXPECT_THAT(tree->take_events(), IsEmpty());
}

TEST_F(FakeTree, that_cannot_look_at_first_begins_when_it_can) {
  proc.put({.pid = 70});
  tree = std::make_unique<ProcessTree>(target_of(70, 100), proc.root());
  {
    const test::NoDescriptors none;
    EXPECT_FALSE(tree->refresh(now));
  }
  EXPECT_TRUE(tree->refresh(now));
  ASSERT_THAT(pids_of(*tree), ElementsAre(70));
  EXPECT_TRUE(tree->is_root(tree->members().front()));
  EXPECT_THAT(tree->take_events(), IsEmpty());
}

TEST_F(FakeTree, finds_a_restarted_service_within_a_second_of_its_end) {
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70});
  int asked = 0, listener = 0;
  auto target = target_of(70, 100);
  target.find_again = [&](const auto& roots) {
    ++asked;
    return roots.empty() && listener != 0 ? std::vector<int>{listener} : roots;
  };
  start(target);
  refresh();
  EXPECT_EQ(asked, 0);
  proc.end(70);
  refresh();
  EXPECT_EQ(told(*tree).front(), event(Kind::gone, "python 70 ended; 1 process of it lives on"));
  EXPECT_EQ(asked, 1);
  EXPECT_FALSE(tree->is_root(tree->members().front()));
  proc.end(71);
  proc.put({.pid = 80, .start_ticks = 700, .children = {81}});
  proc.put({.pid = 81, .parent = 80, .start_ticks = 701});
  listener = 80;
  refresh();
  EXPECT_EQ(asked, 1);  // the second is not over
  refresh();
  EXPECT_THAT(pids_of(*tree), ElementsAre(80, 81));
  EXPECT_TRUE(tree->is_root(tree->members().front()));
  EXPECT_THAT(told(*tree), testing::Contains(event(Kind::restarted, "python 80 took the place of python 70")));
  EXPECT_EQ(tree->description(), "python 80 + 1 worker");
}

TEST_F(FakeTree, leaves_a_root_that_no_longer_listens_for_the_process_that_does) {
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70});
  proc.put({.pid = 80});
  auto target = target_of(70, 100);
  target.find_again = [](const auto&) { return std::vector<int>{80}; };
  start(target);
  refresh();
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 71));
  refresh(30s);
  EXPECT_THAT(pids_of(*tree), ElementsAre(80));
}

TEST_F(FakeTree, keeps_the_family_when_a_member_takes_over) {
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70, .children = {72}});
  proc.put({.pid = 72, .parent = 71});
  auto target = target_of(70, 100);
  target.find_again = [](const auto& roots) { return roots.empty() ? std::vector<int>{71} : roots; };
  start(target);
  const auto life = tree->members()[1].life;
  proc.end(70);
  refresh();
  EXPECT_THAT(pids_of(*tree), ElementsAre(71, 72));
  EXPECT_EQ(tree->members().front().life, life);
  EXPECT_TRUE(tree->is_root(tree->members().front()));
}

}  // namespace plimsoll::process_tree_root_test
