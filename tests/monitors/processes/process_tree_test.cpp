#include "monitors/processes/process_tree.h"
#include "tests/monitors/processes/fake_tree.h"
#include "tests/monitors/puppet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace plimsoll::process_tree_test {

using namespace std::chrono_literals;
using Kind = ProcessEvent::Kind;
using test::event;
using test::FakeProcess;
using test::FakeTree;
using test::pids_of;
using test::Puppet;
using test::Stage;
using test::target_of;
using test::told;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

FoundTarget target_of(const Puppet& puppet) {
  return test::target_of(puppet.pid(), ProcessReader().stat(puppet.pid())->start_ticks);
}

// Does what it is told: "fork", "kill PID", "end-middle", ...
void play_service(Stage& stage) {
  for (;;) {
    const auto cue = stage.await_cue();
    if (cue == "fork") stage.answer(std::to_string(test::fork_idle_child()));
    if (cue == "fork on a thread") stage.answer(std::to_string(test::fork_idle_child_on_another_thread()));
    if (cue.starts_with("reap ")) {
      const int pid = std::stoi(cue.substr(5));
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
      stage.answer("reaped");
    }
    if (cue.starts_with("leave dead ")) {
      const int pid = std::stoi(cue.substr(11));
      kill(pid, SIGKILL);
      siginfo_t info;
      waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
      stage.answer("dead");
    }
  }
}

TEST(ProcessTree, follows_children_that_come_and_go) {
  Puppet service(play_service);
  const int first = service.ask_number("fork");
  ProcessTree tree(target_of(service), {});
  Instant now{};
  tree.refresh(now);
  EXPECT_THAT(pids_of(tree), ElementsAre(service.pid(), first));
  EXPECT_THAT(tree.take_events(), IsEmpty());

  const int second = service.ask_number("fork");
  tree.refresh(now += 1s);
  EXPECT_THAT(pids_of(tree), ElementsAre(service.pid(), first, second));
  const auto name = ProcessReader().stat(service.pid())->command + " ";
  EXPECT_THAT(told(tree), ElementsAre(event(Kind::started, name + std::to_string(second) + " started")));

  EXPECT_EQ(service.ask("reap " + std::to_string(first)), "reaped");
  tree.refresh(now += 1s);
  EXPECT_THAT(told(tree), ElementsAre(event(Kind::exited, name + std::to_string(first) + " ended")));

  EXPECT_EQ(service.ask("reap " + std::to_string(second)), "reaped");
  const int third = service.ask_number("fork");
  tree.refresh(now += 1s);
  EXPECT_THAT(pids_of(tree), ElementsAre(service.pid(), third));
  EXPECT_THAT(told(tree), ElementsAre(event(Kind::restarted, name + std::to_string(third) + " took the place of " +
                                                                 std::to_string(second))));
}

TEST(ProcessTree, sees_a_child_of_another_thread_and_a_zombie_as_ended) {
  Puppet service(play_service);
  ProcessTree tree(target_of(service), {});
  Instant now{};
  tree.refresh(now);
  const int child = service.ask_number("fork on a thread");
  tree.refresh(now += 1s);
  EXPECT_THAT(pids_of(tree), ElementsAre(service.pid(), child));
  EXPECT_EQ(service.ask("leave dead " + std::to_string(child)), "dead");
  tree.take_events();
  tree.refresh(now += 1s);
  EXPECT_THAT(pids_of(tree), ElementsAre(service.pid()));
  EXPECT_EQ(tree.zombies(), 1U);
  EXPECT_THAT(told(tree), ElementsAre(testing::Pair(Kind::killed, testing::EndsWith("ended by signal 9 (Killed)"))));
  EXPECT_EQ(service.ask("reap " + std::to_string(child)), "reaped");
  tree.refresh(now += 1s);
  EXPECT_EQ(tree.zombies(), 0U);
}

TEST(ProcessTree, keeps_a_grandchild_whose_parent_left) {
  Puppet service([](Stage& stage) {
    int link[2];
    if (pipe(link) != 0) _exit(1);
    const auto middle = fork();
    if (middle == 0) {
      const auto grandchild = fork();  // ends with the service's process group
      if (grandchild == 0)
        for (;;) pause();
      if (write(link[1], &grandchild, sizeof grandchild) != sizeof grandchild) _exit(1);
      for (;;) pause();
    }
    pid_t grandchild = 0;
    if (read(link[0], &grandchild, sizeof grandchild) != sizeof grandchild) _exit(1);
    stage.answer(std::to_string(middle));
    stage.answer(std::to_string(grandchild));
    stage.await_cue();
    kill(middle, SIGKILL);
    waitpid(middle, nullptr, 0);
    stage.answer("left");
    stage.await_cue();
  });
  const int middle = std::stoi(service.hear());
  const int grandchild = std::stoi(service.hear());
  ProcessTree tree(target_of(service), {});
  tree.refresh(Instant{});
  EXPECT_THAT(pids_of(tree), ElementsAre(service.pid(), middle, grandchild));
  EXPECT_EQ(service.ask("go"), "left");
  tree.refresh(Instant{} + 1s);
  EXPECT_THAT(pids_of(tree), ElementsAre(service.pid(), grandchild));
  EXPECT_NE(tree.members().back().stat.parent_pid, service.pid());
}

TEST(ProcessTree, tells_that_the_root_ended_and_goes_on_with_what_lives) {
  Puppet service(play_service);
  ProcessTree tree(target_of(service), {});
  tree.refresh(Instant{});
  const auto name = tree.description();
  service.kill_and_reap();
  tree.refresh(Instant{} + 1s);
  EXPECT_THAT(tree.members(), IsEmpty());
  EXPECT_THAT(told(tree), ElementsAre(event(Kind::gone, name + " ended; nothing of it is left")));
  tree.refresh(Instant{} + 60s);
  EXPECT_THAT(tree.take_events(), IsEmpty());
}

TEST_F(FakeTree, names_the_root_and_its_workers) {
  proc.put({.pid = 70, .command = "gunicorn", .children = {71, 72}});
  proc.put({.pid = 71, .parent = 70, .command = "gunicorn"});
  start(target_of(70, 100));
  EXPECT_EQ(tree->description(), "gunicorn 70 + 1 worker");
  proc.put({.pid = 72, .parent = 70, .command = "gunicorn"});
  refresh();
  refresh();
  EXPECT_EQ(tree->description(), "gunicorn 70 + 2 workers");
  proc.put({.pid = 72, .parent = 70, .command = "tracker"});
  refresh();
  EXPECT_EQ(tree->description(), "gunicorn 70 + 2 processes");
}

TEST_F(FakeTree, gives_a_reused_pid_a_new_life) {
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70, .start_ticks = 110});
  start(target_of(70, 100));
  const auto life = tree->members().back().life;
  proc.put({.pid = 71, .parent = 70, .start_ticks = 500});
  refresh();
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 71));
  EXPECT_NE(tree->members().back().life, life);
  EXPECT_THAT(told(*tree),
              ElementsAre(event(Kind::restarted, "python 71, started 2026-11-21T17:00:05Z, took the place of 71")));

  proc.put({.pid = 71, .parent = 1, .start_ticks = 900});  // somebody else's now
  proc.put({.pid = 70});
  refresh();
  EXPECT_THAT(pids_of(*tree), ElementsAre(70));
  EXPECT_THAT(told(*tree), ElementsAre(event(Kind::exited,
                                             "python 71 ended; pid 71 is another program's now: python, started "
                                             "2026-11-21T17:00:09Z")));
}

TEST_F(FakeTree, of_a_group_counts_children_that_nobody_reaps_and_takes_in_none_from_outside) {
  proc.put({.pid = 70, .children = {71, 72, 73}});
  proc.put({.pid = 71, .parent = 70});
  proc.put({.pid = 72, .parent = 70, .state = 'Z'});
  proc.put({.pid = 73, .parent = 70});  // started into another group
  FoundTarget group;
  group.description = "container web";
  group.members = [] { return std::vector<int>{70, 71}; };
  start(std::move(group));
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 71));
  EXPECT_EQ(tree->zombies(), 1U);
  proc.end(72);
  refresh();
  EXPECT_EQ(tree->zombies(), 0U);
}

TEST_F(FakeTree, does_not_count_children_that_wait_where_the_kernel_lists_none) {
  proc.put({.pid = 70, .lists_children = false});
  start(target_of(70, 100));
  EXPECT_FALSE(tree->zombies());
}

TEST_F(FakeTree, adopts_a_daemon_by_the_session_of_its_family_at_the_next_scan) {
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70, .session = 71});
  start(target_of(70, 100));
  proc.put({.pid = 90, .parent = 1, .session = 71});  // its parent forked it and left
  proc.put({.pid = 91, .parent = 1, .session = 1});
  refresh();
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 71));
  refresh(30s);
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 71, 90));
}

TEST_F(FakeTree, scans_often_where_the_kernel_lists_no_children) {
  proc.put({.pid = 70, .lists_children = false});
  start(target_of(70, 100));
  proc.put({.pid = 71, .parent = 70, .lists_children = false});
  proc.put({.pid = 72, .parent = 71, .lists_children = false});
  refresh(1s);
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 71, 72));
}

TEST_F(FakeTree, watches_a_bounded_number_of_processes_and_tells_a_storm_in_few_words) {
  FakeProcess root{.pid = 1000};
  proc.put(root);
  start(target_of(1000, 100));
  proc.put({.pid = 1001, .parent = 1000});
  root.children.push_back(1001);
  for (int pid = 1002; pid <= 1600; ++pid) {
    proc.put_like(1001, pid);
    root.children.push_back(pid);
  }
  proc.put(root);
  refresh();
  EXPECT_EQ(tree->members().size(), ProcessTree::kMaxMembers);
  const auto events = told(*tree);
  EXPECT_EQ(events.size(), 10U);  // that there are too many, 8 by name, the rest in one
  EXPECT_THAT(events, testing::Contains(
                          event(Kind::started, "python 1000 has more than 512 processes; the rest is not watched")));
  EXPECT_EQ(events.back().second, "and 503 more processes came or went");
  refresh();
  EXPECT_THAT(tree->take_events(), IsEmpty());
}

TEST_F(FakeTree, never_holds_plimsoll_itself) {
  proc.put({.pid = 70, .children = {getpid(), 71}});
  proc.put({.pid = getpid(), .parent = 70});
  proc.put({.pid = 71, .parent = 70});
  start(target_of(70, 100));
  EXPECT_THAT(pids_of(*tree), ElementsAre(70, 71));
}

}  // namespace plimsoll::process_tree_test
