// Which of several listeners on one port a target is, and several watched as one.

#include "monitors/processes/target_finder.h"
#include "tests/monitors/fake_proc.h"
#include "tests/monitors/puppet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::listeners_of_a_port_test {

using test::FakeProc;
using test::Puppet;
using test::Stage;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kAnyAddress = "00000000";
constexpr auto kAnyAddressV6 = "00000000000000000000000000000000";
constexpr auto kLoopback = "0100007F";
constexpr auto kLoopbackV6 = "00000000000000000000000001000000";

std::vector<int> roots_of(const Result<FoundTarget>& found) {
  std::vector<int> pids;
  if (found)
    for (const auto& root : found->roots) pids.push_back(root.pid);
  return pids;
}

TEST(ListenersOfAPort, takes_all_unrelated_processes_that_share_a_port_and_its_address) {
  FakeProc proc;
  proc.put({.pid = 90, .command = "python", .start_ticks = 300});
  proc.put({.pid = 91, .command = "node", .start_ticks = 200});
  proc.hold_socket(90, 4, 9001);
  proc.hold_socket(91, 4, 9002);
  proc.listen(kAnyAddress, 80, 9001);
  proc.listen(kAnyAddress, 80, 9002);
  auto found = find_by_port(80, proc.root());
  EXPECT_THAT(roots_of(found), ElementsAre(91, 90));
  EXPECT_EQ(found->description, "node 91, python 90");
  EXPECT_THAT(found->notes, IsEmpty());
  EXPECT_THAT(found->find_again({91, 90}), ElementsAre(91, 90));

  proc.put({.pid = 95, .command = "python", .start_ticks = 400});  // one more comes to share it
  proc.hold_socket(95, 4, 9003);
  proc.listen(kAnyAddress, 80, 9003);
  std::vector<int> roots = {91, 90};
  for (int look = 0; look < 4; ++look) roots = found->find_again(roots);
  EXPECT_THAT(roots, ElementsAre(91, 90, 95)) << "at every fourth look";
  proc.end(91);
  EXPECT_THAT(found->find_again({90, 95}), ElementsAre(90, 95));
}

// Listens where and on which port it is told, which others may share.
void listen(Stage& stage, int port, const std::string& address) {
  stage.answer(std::to_string(test::listen_on(address, port)));
  stage.await_cue();
}

TEST(ListenersOfAPort, that_live_are_told_by_the_address_of_the_target) {
  Puppet first([](Stage& stage) { listen(stage, 0, "127.0.0.1"); });
  const int port = std::stoi(first.hear());
  Puppet on_v6([port](Stage& stage) { listen(stage, port, "::1"); });
  Puppet beside([port](Stage& stage) { listen(stage, port, "127.0.0.1"); });
  if (on_v6.hear() != std::to_string(port)) GTEST_SKIP() << "this machine has no ::1";
  ASSERT_EQ(beside.hear(), std::to_string(port));
  const auto number = static_cast<std::uint16_t>(port);
  EXPECT_THAT(roots_of(find_by_port(number, {}, {"::1"})), ElementsAre(on_v6.pid()));
  EXPECT_THAT(roots_of(find_by_port(number, {}, {"127.0.0.1"})),
              testing::UnorderedElementsAre(first.pid(), beside.pid()));
}

TEST(ListenersOfAPort, takes_brothers_that_listen_on_one_socket_below_a_parent_that_does_not) {
  FakeProc proc;
  proc.put({.pid = 50, .command = "supervise", .children = {51, 52}});
  for (const int pid : {51, 52}) {
    proc.put({.pid = pid, .parent = 50, .command = "model"});
    proc.hold_socket(pid, 4, 9001);
  }
  proc.listen(kLoopback, 80, 9001);
  EXPECT_THAT(roots_of(find_by_port(80, proc.root())), ElementsAre(51, 52));
}

// Granian: its main process forks workers that listen, and does not listen itself.
TEST(ListenersOfAPort, forked_by_a_process_of_the_same_command_line_are_watched_with_it) {
  FakeProc proc;
  const auto put = [&](int pid, int parent, const std::string& line) {
    proc.put({.pid = pid, .parent = parent, .command = "granian", .command_line = line});
  };
  put(40, 1, "python3 supervise.py");
  put(50, 40, "python3 granian app");
  for (const int pid : {51, 52}) {
    put(pid, 50, "python3 granian app");
    proc.hold_socket(pid, 4, 9000 + static_cast<std::uint64_t>(pid));
    proc.listen(kLoopback, 80, 9000 + static_cast<std::uint64_t>(pid));
  }
  const auto found = find_by_port(80, proc.root());
  EXPECT_THAT(roots_of(found), ElementsAre(50));
  EXPECT_EQ(found->description, "granian 50");
  EXPECT_THAT(found->find_again({50}), ElementsAre(50));

  proc.end(51);  // a worker is replaced
  put(53, 50, "python3 granian app");
  proc.hold_socket(53, 4, 9053);
  proc.listen(kLoopback, 80, 9053);
  EXPECT_THAT(found->find_again({50}), ElementsAre(50));
}

// On one port listen: 70 on 127.0.0.1, 71 on ::1, 72 on 127.0.0.2, 73 on 0.0.0.0, 74 on ::, 75 on ::ffff:127.0.0.3.
class ListenersOfOnePort : public testing::Test {
 protected:
  ListenersOfOnePort() {
    int pid = 70;
    for (const auto* address :
         {kLoopback, kLoopbackV6, "0200007F", kAnyAddress, kAnyAddressV6, "0000000000000000FFFF00000300007F"}) {
      const auto inode = 9000 + static_cast<std::uint64_t>(pid);
      proc.put({.pid = pid, .start_ticks = 1000 - static_cast<std::uint64_t>(pid)});
      proc.hold_socket(pid, 4, inode);
      proc.listen(address, 80, inode);
      ++pid;
    }
  }
  std::vector<int> behind(std::vector<std::string> addresses) {
    return roots_of(find_by_port(80, proc.root(), addresses));
  }

  FakeProc proc;
};

TEST_F(ListenersOfOnePort, are_told_by_the_address_of_the_target) {
  EXPECT_THAT(behind({"127.0.0.1"}), ElementsAre(70));
  EXPECT_THAT(behind({"::1"}), ElementsAre(71));
  EXPECT_THAT(behind({"127.0.0.2"}), ElementsAre(72));
  EXPECT_THAT(behind({"::ffff:127.0.0.1"}), ElementsAre(70));
  EXPECT_THAT(behind({"127.0.0.3"}), ElementsAre(75)) << "an address of IPv4 that is written as IPv6";
}

TEST_F(ListenersOfOnePort, on_any_address_come_after_those_on_the_very_one) {
  EXPECT_THAT(behind({"10.0.0.1"}), ElementsAre(73)) << "IPv4 before IPv6 that takes IPv4 too";
  EXPECT_THAT(behind({"fd00::1"}), ElementsAre(74));
  proc.end(73);
  EXPECT_EQ(find_by_port(80, proc.root(), {"10.0.0.1"}).has_value(), true);
}

TEST_F(ListenersOfOnePort, of_a_name_with_two_addresses_are_those_of_the_first_that_anybody_listens_on) {
  EXPECT_THAT(behind({"::1", "127.0.0.1"}), ElementsAre(71));
  EXPECT_THAT(behind({"127.0.0.1", "::1"}), ElementsAre(70));
}

TEST(ListenersOfAPort, takes_IPv6_on_any_address_for_a_target_of_IPv4) {
  FakeProc proc;
  proc.put({.pid = 70});
  proc.put({.pid = 71});
  proc.hold_socket(70, 4, 9001);
  proc.hold_socket(71, 4, 9002);
  proc.listen(kAnyAddressV6, 80, 9001);
  proc.listen(kLoopbackV6, 80, 9002);
  EXPECT_THAT(roots_of(find_by_port(80, proc.root(), {"127.0.0.1"})), ElementsAre(70));
  EXPECT_THAT(roots_of(find_by_port(80, proc.root(), {"::1"})), ElementsAre(71));
}

TEST(ListenersOfAPort, tells_of_a_listener_at_another_address_where_that_of_the_target_is_not_known) {
  FakeProc proc;
  proc.put({.pid = 70, .command = "python"});
  proc.put({.pid = 71, .command = "node", .start_ticks = 200});
  proc.hold_socket(70, 4, 9001);
  proc.hold_socket(71, 4, 9002);
  proc.listen(kLoopback, 80, 9001);
  proc.listen(kLoopbackV6, 80, 9002);
  const auto found = find_by_port(80, proc.root());
  EXPECT_THAT(roots_of(found), ElementsAre(70));
  EXPECT_THAT(found->notes, ElementsAre("on port 80 python 70 listens at 127.0.0.1, which is watched, and node 71 at "
                                        "::1, which is not: pass pid:71 to watch that one"));
}

TEST(ListenersOfAPort, joins_what_was_found_into_one_thing_and_looks_for_each_part_again) {
  FakeProc proc;
  proc.put({.pid = 70, .command = "proxy"});
  proc.hold_socket(70, 4, 9001);
  proc.listen(kLoopback, 80, 9001);
  proc.put({.pid = 81, .command = "replica"});
  proc.put({.pid = 82, .command = "replica"});
  const auto both = joined({*find_by_port(80, proc.root()), *find_all_by_name("^replica", proc.root())});
  EXPECT_EQ(both.description, "proxy 70, replica 81, replica 82");
  EXPECT_THAT(roots_of(both), ElementsAre(70, 81, 82));
  EXPECT_THAT(both.find_again({70, 81, 82}), ElementsAre(70, 81, 82));
  proc.end(81);
  proc.put({.pid = 83, .command = "replica"});
  EXPECT_THAT(both.find_again({70, 82}), ElementsAre(70, 82, 83));
}

}  // namespace plimsoll::listeners_of_a_port_test
