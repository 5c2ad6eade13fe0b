#include "monitors/processes/target_finder.h"
#include "tests/monitors/fake_proc.h"
#include "tests/monitors/puppet.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace plimsoll::target_finder_test {

using test::FakeProc;
using test::Puppet;
using test::Stage;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kAnyAddress = "00000000";
constexpr auto kLoopback = "0100007F";

std::uint16_t as_port(int number) { return static_cast<std::uint16_t>(number); }

template <class T>
std::string message_of(const Result<T>& result) {
  return result ? "no error" : result.error().message;
}

// Listens where it is told, then forks a worker that has the socket too.
void play_server(Stage& stage) {
  stage.answer(std::to_string(test::listen_on(stage.await_cue())));
  stage.await_cue();
  stage.answer(std::to_string(test::fork_idle_child()));
  stage.await_cue();
}

class ListeningAddress : public testing::TestWithParam<const char*> {};

TEST_P(ListeningAddress, leads_to_the_oldest_process_that_holds_the_socket) {
  Puppet server(play_server);
  const int port = server.ask_number(GetParam());
  if (port < 0) GTEST_SKIP() << "this machine has no " << GetParam();
  server.ask("fork");
  const auto found = find_by_port(as_port(port));
  ASSERT_TRUE(found) << message_of(found);
  EXPECT_EQ(found->root_pid(), server.pid());
  EXPECT_EQ(found->roots.front().start_ticks, ProcessReader().stat(server.pid())->start_ticks);
  EXPECT_THAT(found->description, HasSubstr(" " + std::to_string(server.pid())));
  EXPECT_THAT(found->notes, IsEmpty());
  EXPECT_THAT(found->find_again({server.pid()}), ElementsAre(server.pid()));

  server.kill_and_reap();
  EXPECT_THAT(found->find_again({}), IsEmpty());
  Puppet successor([port](Stage& stage) {
    stage.answer(std::to_string(test::listen_on("0.0.0.0", port)));
    stage.await_cue();
  });
  ASSERT_EQ(successor.hear(), std::to_string(port));
  EXPECT_THAT(found->find_again({}), ElementsAre(successor.pid()));
}

INSTANTIATE_TEST_SUITE_P(Sockets, ListeningAddress, testing::Values("127.0.0.1", "0.0.0.0", "::1", "::"));

TEST(TargetFinder, refuses_to_watch_ourselves) {
  Puppet server(play_server);  // takes a free port, that we may share
  const int port = server.ask_number("127.0.0.1");
  server.kill_and_reap();
  ASSERT_EQ(test::listen_on("127.0.0.1", port), port);
  const auto found = find_by_port(as_port(port));
  EXPECT_THAT(message_of(found), HasSubstr("is plimsoll itself"));
  EXPECT_EQ(found.error().kind, ErrorKind::usage);
  EXPECT_THAT(message_of(find_by_pid(getpid())), HasSubstr("is plimsoll itself"));
}

TEST(TargetFinder, says_that_nothing_listens) {
  FakeProc proc;
  const auto found = find_by_port(5000, proc.root());
  EXPECT_EQ(found.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(message_of(found), HasSubstr("nothing listens on port 5000"));
}

TEST(TargetFinder, says_what_to_do_about_missing_rights) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  Puppet server(play_server);
  const int port = server.ask_number("127.0.0.1");
  Puppet nobody([port](Stage& stage) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(1);
    stage.await_cue();
    stage.answer(message_of(find_by_port(as_port(port))));
    stage.await_cue();
  });
  EXPECT_EQ(nobody.ask("go"),
            fmt::format("port {} is listened on by a process of user 0, and which one may not be seen: run plimsoll as "
                        "that user or as root, or pass pid:N of the service",
                        port));
}

TEST(TargetFinder, refuses_init_that_holds_the_socket_until_somebody_connects) {
  FakeProc proc;
  proc.put({.pid = 1, .parent = 0, .command = "systemd", .children = {70}});
  proc.hold_socket(1, 40, 9001);
  proc.listen(kAnyAddress, 80, 9001);
  EXPECT_THAT(message_of(find_by_port(80, proc.root())), HasSubstr("socket activation"));

  proc.put({.pid = 70, .command = "gunicorn"});  // it was connected to: the service runs, and has the socket from init
  proc.hold_socket(70, 3, 9001);
  const auto found = find_by_port(80, proc.root());
  ASSERT_TRUE(found) << message_of(found);
  EXPECT_EQ(found->root_pid(), 70);
  EXPECT_THAT(found->notes, ElementsAre("systemd 1 holds the socket of port 80 too and is not watched"));
}

TEST(TargetFinder, takes_the_service_that_is_the_first_process_of_its_container) {
  FakeProc proc;
  proc.put({.pid = 1, .parent = 0, .command = "gunicorn"});
  proc.hold_socket(1, 5, 9001);
  proc.listen(kAnyAddress, 80, 9001);
  const auto found = find_by_port(80, proc.root());
  ASSERT_TRUE(found) << message_of(found);
  EXPECT_EQ(found->root_pid(), 1);
}

TEST(TargetFinder, refuses_a_proxy_of_containers) {
  for (const auto& [command, line] : {std::pair{"docker-proxy", "/usr/bin/docker-proxy -proto tcp"},
                                      {"conmon", "/usr/bin/conmon --api-version 1"},
                                      {"exe", "rootlessport-child"},
                                      {"rootlessport", "rootlessport"},
                                      {"slirp4netns", "slirp4netns"},
                                      {"pasta", "pasta --config-net"}}) {
    FakeProc proc;
    proc.put({.pid = 812, .command = command, .command_line = line});
    proc.hold_socket(812, 4, 9001);
    proc.listen("00000000000000000000000000000000", 8080, 9001);
    const auto found = find_by_port(8080, proc.root());
    EXPECT_THAT(message_of(found), HasSubstr(fmt::format("what listens on port 8080 is {} 812, which only forwards to "
                                                         "a container: pass container:NAME",
                                                         command)));
  }
}

TEST(TargetFinder, names_the_container_whose_helper_holds_the_port) {
  FakeProc proc;
  proc.put({.pid = 812, .command = "conmon", .command_line = "/usr/bin/conmon --api-version 1 -c 2dfd -u 2dfd -n web"});
  proc.hold_socket(812, 4, 9001);
  proc.listen("00000000000000000000000000000000", 8080, 9001);
  EXPECT_THAT(message_of(find_by_port(8080, proc.root())), HasSubstr("to a container: pass container:web"));
}

TEST(TargetFinder, refuses_what_started_plimsoll_unless_asked_for_by_its_pid) {
  FakeProc proc;
  proc.put({.pid = 60, .command = "pytest", .children = {getpid()}});
  proc.put({.pid = getpid(), .parent = 60, .command = "plimsoll"});
  proc.hold_socket(60, 4, 9001);
  proc.listen(kLoopback, 8080, 9001);
  EXPECT_THAT(message_of(find_by_port(8080, proc.root())), HasSubstr("is pytest 60, which started plimsoll"));
  const auto found = find_by_pid(60, proc.root());
  ASSERT_TRUE(found) << message_of(found);
  EXPECT_THAT(found->notes, ElementsAre(HasSubstr("plimsoll, which is left out")));
}

TEST(TargetFinder, takes_the_listener_on_loopback_before_one_on_another_address) {
  FakeProc proc;
  proc.put({.pid = 90, .start_ticks = 300});
  proc.put({.pid = 91, .start_ticks = 200});
  proc.hold_socket(90, 4, 9001);
  proc.hold_socket(91, 4, 9002);
  proc.listen(kLoopback, 80, 9001);
  proc.listen("0100000A", 80, 9002);  // 10.0.0.1
  EXPECT_EQ(find_by_port(80, proc.root())->root_pid(), 90);
  proc.listen("0000000000000000FFFF00000100007F", 81, 9001);  // ::ffff:127.0.0.1
  proc.listen("0000000000000000FFFF00000100000A", 81, 9002);  // ::ffff:10.0.0.1
  EXPECT_EQ(find_by_port(81, proc.root())->root_pid(), 90);
}

TEST(TargetFinder, says_that_the_holder_is_out_of_sight) {
  FakeProc proc;
  proc.put({.pid = 70});
  proc.listen(kAnyAddress, 2049, 9001);
  EXPECT_THAT(message_of(find_by_port(2049, proc.root())), HasSubstr("no process that is visible here"));
}

TEST(TargetFinder, keeps_the_root_whose_worker_holds_the_socket_now) {
  FakeProc proc;
  proc.put({.pid = 70, .children = {71}});
  proc.put({.pid = 71, .parent = 70, .command = "worker"});
  proc.hold_socket(70, 4, 9001);
  proc.listen(kLoopback, 80, 9001);
  const auto found = find_by_port(80, proc.root());
  ASSERT_TRUE(found) << message_of(found);
  proc.put({.pid = 70, .children = {71}});
  proc.hold_socket(71, 4, 9001);
  EXPECT_THAT(found->find_again({70}), ElementsAre(70));
  EXPECT_THAT(found->find_again({}), ElementsAre(71));
}

TEST(TargetFinder, finds_a_name_in_a_command_line) {
  const auto name = fmt::format("plimsoll-puppet-{}", getpid());
  Puppet service([name](Stage& stage) {
    prctl(PR_SET_NAME, "odd name");
    const auto child = fork();
    if (child == 0) execl("/usr/bin/tail", name.c_str(), "-f", "/dev/null", nullptr);
    stage.answer(std::to_string(child));
    stage.await_cue();
  });
  const int child = std::stoi(service.hear());
  // The child is in the middle of becoming it until its command line says so.
  while (ProcessReader().command_line(child).find(name) == std::string::npos)
    ASSERT_TRUE(ProcessReader().stat(child)) << "it ended";
  const auto found = find_by_name("^" + name + " -f");
  ASSERT_TRUE(found) << message_of(found);
  EXPECT_EQ(found->root_pid(), child);
  EXPECT_THAT(found->find_again({child}), ElementsAre(child));
}

TEST(TargetFinder, takes_the_topmost_of_one_tree_by_name) {
  FakeProc proc;
  proc.put({.pid = 70, .command = "gunicorn", .children = {71}});
  proc.put({.pid = 71, .parent = 70, .command = "gunicorn"});
  proc.put({.pid = 2, .parent = 0, .command = "kthreadd"});
  const auto found = find_by_name("gunicorn", proc.root());
  ASSERT_TRUE(found) << message_of(found);
  EXPECT_EQ(found->root_pid(), 70);
}

TEST(TargetFinder, lists_the_candidates_that_are_not_of_one_tree) {
  FakeProc proc;
  proc.put({.pid = 70, .command = "gunicorn", .command_line = "gunicorn -w 2 a:app"});
  proc.put({.pid = 80, .command = "gunicorn", .command_line = "gunicorn -w 2 b:app"});
  EXPECT_EQ(message_of(find_by_name("gunicorn", proc.root())),
            "name:gunicorn fits 2 processes that are not of one tree: pid:70 (gunicorn -w 2 a:app), pid:80 (gunicorn "
            "-w 2 b:app); pass one of them, or several as one: pid:70+pid:80");
  EXPECT_EQ(find_by_name("b:app$", proc.root())->root_pid(), 80);
}

TEST(TargetFinder, does_not_take_itself_or_its_parents_for_what_it_was_told_to_find) {
  FakeProc proc;
  const std::string line = "plimsoll run --watch name:gunicorn";
  proc.put({.pid = 60, .command = "sh", .command_line = "sh -c " + line});
  proc.put({.pid = getpid(), .parent = 60, .command = "plimsoll", .command_line = line});
  proc.put({.pid = 61, .parent = getpid(), .command = "plimsoll", .command_line = line});  // the supervisor
  EXPECT_EQ(message_of(find_by_name("gunicorn", proc.root())),
            "name:gunicorn: no process has that in its name or command line");
}

TEST(TargetFinder, refuses_a_broken_pattern) {
  const auto found = find_by_name("(", FakeProc().root());
  EXPECT_EQ(found.error().kind, ErrorKind::usage);
  EXPECT_THAT(message_of(found), HasSubstr("name:(: expected a regular expression"));
}

TEST(TargetFinder, says_what_is_wrong_with_a_pid) {
  EXPECT_THAT(message_of(find_by_pid(0)), HasSubstr("expected the number of a process"));
  EXPECT_THAT(message_of(find_by_pid(-4)), HasSubstr("expected the number of a process"));
  EXPECT_THAT(message_of(find_by_pid(1)), HasSubstr("pid:1 is what started everything here"));

  Puppet ended([](Stage&) {});
  siginfo_t info;
  waitid(P_PID, static_cast<id_t>(ended.pid()), &info, WEXITED | WNOWAIT);
  EXPECT_THAT(message_of(find_by_pid(ended.pid())), HasSubstr("has ended and only waits for its parent"));
  const int pid = ended.pid();
  ended.kill_and_reap();
  EXPECT_EQ(message_of(find_by_pid(pid)), fmt::format("pid:{}: there is no such process", pid));

  Puppet threaded([](Stage& stage) {
    test::fork_idle_child_on_another_thread();
    stage.answer("ready");
    stage.await_cue();
  });
  threaded.hear();
  int thread = 0;
  for (const int task : ProcessReader({fmt::format("/proc/{}/task", threaded.pid())}).all_pids())
    if (task != threaded.pid()) thread = task;
  EXPECT_EQ(message_of(find_by_pid(thread)),
            fmt::format("pid:{} is a thread of {}: pass pid:{}", thread, threaded.pid(), threaded.pid()));
}

TEST(TargetFinder, finds_a_pid) {
  Puppet service([](Stage& stage) { stage.await_cue(); });
  const auto found = find_by_pid(service.pid());
  ASSERT_TRUE(found) << message_of(found);
  EXPECT_EQ(found->root_pid(), service.pid());
  EXPECT_FALSE(found->find_again);
}

}  // namespace plimsoll::target_finder_test
