// A tree of several roots, one of a command with all that it started, and how soon a child is noticed.

#include "monitors/processes/process_tree.h"
#include "tests/monitors/processes/fake_tree.h"
#include "tests/monitors/puppet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace plimsoll::process_tree_command_test {

using namespace std::chrono_literals;
using Kind = ProcessEvent::Kind;
using test::event;
using test::FakeTree;
using test::pids_of;
using test::Puppet;
using test::Stage;
using test::target_of;
using test::told;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

FoundTarget of_roots(std::vector<int> pids) {
  FoundTarget target;
  for (const int pid : pids) target.roots.push_back({pid, 100});
  target.description = "python";
  return target;
}

TEST_F(FakeTree, follows_all_roots_and_what_is_below_them) {
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70});
  proc.put({.pid = 80});
  proc.put({.pid = 90});
  start(of_roots({70, 80}));
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 80, 71));
  EXPECT_EQ(tree->description(), "python 70, python 80 + 1 process");
  for (const auto& member : tree->members()) EXPECT_FALSE(tree->is_root(member)) << "none is the main one";
}

TEST_F(FakeTree, goes_on_with_the_other_roots_and_takes_up_who_comes_in_the_place_of_one) {
  proc.put({.pid = 70});
  proc.put({.pid = 80});
  auto target = of_roots({70, 80});
  std::vector<int> listeners = {70, 80};
  target.find_again = [&](const auto&) { return listeners; };
  start(target);
  proc.end(80);
  listeners = {70};
  refresh();
  EXPECT_THAT(told(*tree), ElementsAre(event(Kind::exited, "python 80 ended")));
  proc.put({.pid = 81});
  listeners = {70, 81};
  refresh(1s);
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 81));
  EXPECT_THAT(told(*tree), ElementsAre(event(Kind::started, "python 81 started")));
  proc.end(70);
  proc.end(81);
  listeners = {};
  refresh();
  EXPECT_THAT(told(*tree), Contains(event(Kind::gone, "python 81 ended; nothing of it is left")));
}

TEST_F(FakeTree, drops_a_root_whose_place_another_took_while_it_lives_with_its_branch_alone) {
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70});
  proc.put({.pid = 80, .children = {82}});
  proc.put({.pid = 82, .parent = 80});
  proc.put({.pid = 90});
  auto target = of_roots({70, 80});
  target.find_again = [&](const auto&) { return std::vector<int>{70, 90}; };
  start(target);
  refresh(30s);
  EXPECT_THAT(pids_of(*tree), UnorderedElementsAre(70, 71, 90));
}

// 60 holds the command: its shell 61, the listener 62 with a worker, and a daemon that lost its parents.
class TreeOfCommand : public FakeTree {
 protected:
  TreeOfCommand() {
    proc.put({.pid = 60, .command = "leash", .children = {61, 64}});
    proc.put({.pid = 61, .parent = 60, .command = "sh", .children = {62}});
    proc.put({.pid = 62, .parent = 61, .command = "gunicorn", .children = {63}, .session = 62});
    proc.put({.pid = 63, .parent = 62, .command = "gunicorn"});
    proc.put({.pid = 64, .parent = 60, .command = "raylet", .session = 64});
  }
  static FoundTarget command(int root) {
    auto target = target_of(root, 100);
    target.above_pid = 60;
    return target;
  }
};

TEST_F(TreeOfCommand, holds_all_that_it_started_and_tells_the_branch_that_serves_apart) {
  start(command(62));
  EXPECT_THAT(pids_of(*tree), UnorderedElementsAre(61, 62, 63, 64));
  EXPECT_EQ(tree->members().front().stat.pid, 62);
  EXPECT_TRUE(tree->is_root(tree->members().front()));
  EXPECT_EQ(tree->description(), "gunicorn 62 + 1 worker, beside 2 more processes of the command");
}

TEST_F(TreeOfCommand, takes_up_a_daemon_in_the_refresh_in_which_it_loses_its_parents) {
  start(command(62));
  proc.put({.pid = 60, .command = "leash", .children = {61, 64, 99}});
  proc.put({.pid = 99, .parent = 60, .command = "daemon", .session = 99});
  refresh();
  EXPECT_THAT(pids_of(*tree), Contains(99));
}

TEST_F(TreeOfCommand, keeps_the_rest_when_another_part_of_it_serves) {
  auto target = command(62);
  target.find_again = [](const auto& roots) { return roots.empty() ? std::vector<int>{64} : roots; };
  start(target);
  proc.end(62);
  proc.put({.pid = 63, .parent = 60, .command = "gunicorn"});
  refresh();
  EXPECT_THAT(pids_of(*tree), ElementsAre(64, 61, 63));
  EXPECT_TRUE(tree->is_root(tree->members().front()));
}

TEST_F(FakeTree, takes_up_a_child_of_any_thread_as_soon_as_the_kernel_has_given_its_number) {
  proc.write("loadavg", "0.1 0.1 0.1 1/300 170\n");
  proc.put({.pid = 70, .threads = 40});
  start(target_of(70, 100));
  proc.put({.pid = 171, .parent = 70, .children = {172}});  // in the list of another thread than the first
  proc.put({.pid = 172, .parent = 171});
  proc.put({.pid = 173, .parent = 1});
  proc.write("loadavg", "0.1 0.1 0.1 1/300 173\n");
  refresh();
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 171, 172));
}

TEST(ProcessTree, notices_a_child_of_one_of_many_threads_at_the_next_refresh) {
  Puppet service([](Stage& stage) {
    for (int i = 0; i < 12; ++i) std::thread([] { pause(); }).detach();
    stage.answer("up");
    stage.await_cue();
    stage.answer(std::to_string(test::fork_idle_child_on_another_thread()));
    stage.await_cue();
  });
  ASSERT_EQ(service.hear(), "up");
  const auto started = ProcessReader().stat(service.pid())->start_ticks;
  ProcessTree tree(target_of(service.pid(), started), {});
  tree.refresh(Instant{});
  tree.refresh(Instant{} + 500ms);
  const int child = service.ask_number("fork");
  tree.refresh(Instant{} + 1s);
  EXPECT_THAT(pids_of(tree), ElementsAre(service.pid(), child));
}

TEST_F(FakeTree, does_not_take_who_runs_something_else_for_the_successor_of_a_helper) {
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70, .command = "lscpu"});
  start(target_of(70, 100));
  proc.end(71);
  proc.put({.pid = 70, .children = {72}});
  proc.put({.pid = 72, .parent = 70, .command_line = "python worker.py --port 12"});
  refresh();
  EXPECT_THAT(told(*tree),
              ElementsAre(event(Kind::started, "python 72 started"), event(Kind::exited, "lscpu 71 ended")));
  proc.end(72);
  proc.put({.pid = 70, .children = {73}});
  proc.put({.pid = 73, .parent = 70, .command_line = "python worker.py --port 13"});
  refresh();
  EXPECT_THAT(told(*tree), ElementsAre(event(Kind::restarted, "python 73 took the place of 72")));
}

}  // namespace plimsoll::process_tree_command_test
