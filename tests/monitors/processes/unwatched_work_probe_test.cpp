#include "monitors/processes/unwatched_work_probe.h"
#include "tests/monitors/fake_proc.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace plimsoll::unwatched_work_probe_test {

using namespace std::chrono_literals;
using test::FakeProc;
using test::FakeProcess;
using testing::ElementsAre;
using testing::IsEmpty;

// Watched is 72 alone, the listener of port 8000.
class UnwatchedWork : public testing::Test {
 protected:
  void SetUp() override { proc.put(listener); }

  // What is told at a look so much later.
  std::vector<std::string> look(Nanos later = 10s) {
    ProcessSample sample;
    sample.pid = 72;
    const std::vector<ProcessSample> watched{sample};
    ProbeMoment moment{now += later};
    moment.processes = &watched;
    std::vector<std::string> told;
    for (const auto& event : probe.read(moment).events) {
      EXPECT_EQ(event.kind, ProcessEvent::Kind::unwatched);
      told.push_back(event.message);
    }
    return told;
  }
  void work(FakeProcess process, int ticks) {
    process.cpu_ticks += ticks;
    proc.put(process);
  }

  FakeProc proc;
  Instant now = Instant{} + 1000s;
  UnwatchedWorkProbe probe{"port:8000", proc.root()};
  FakeProcess listener{.pid = 72, .parent = 70, .command = "ray::ProxyActor"};
};

TEST_F(UnwatchedWork, of_siblings_below_a_supervisor_is_told_with_what_watches_it) {
  const FakeProcess raylet{.pid = 70, .command = "raylet"}, replica{.pid = 73, .parent = 70, .command = "ray::Replica"},
      other{.pid = 74, .parent = 70, .command = "ray::Replica"}, idle{.pid = 75, .parent = 70, .command = "agent"};
  for (const auto& process : {raylet, replica, other, idle}) proc.put(process);
  EXPECT_THAT(look(), IsEmpty());
  work(listener, 120);
  work(replica, 100);
  work(other, 310);
  EXPECT_THAT(look(), ElementsAre("watching port:8000: ray::Replica 74, ray::Replica 73 that raylet 70 started too are "
                                  "not watched, and may do its work: they took 4.1 s of CPU time, what is watched took "
                                  "1.2 s; --watch pid:70 watches all of it"));
  work(other, 900);
  EXPECT_THAT(look(), IsEmpty()) << "once";
}

TEST_F(UnwatchedWork, is_not_told_of_siblings_that_do_next_to_nothing) {
  const FakeProcess supervisor{.pid = 70, .command = "supervisord"}, other{.pid = 73, .parent = 70, .command = "cron"};
  proc.put(supervisor);
  proc.put(other);
  EXPECT_THAT(look(), IsEmpty());
  work(listener, 1000);
  work(other, 50);
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(UnwatchedWork, is_not_told_of_what_a_shell_started_beside_it) {
  const FakeProcess shell{.pid = 70, .command = "bash"}, other{.pid = 73, .parent = 70, .command = "train"};
  proc.put(shell);
  proc.put(other);
  EXPECT_THAT(look(), IsEmpty());
  work(other, 1000);
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(UnwatchedWork, behind_its_connections_is_told_with_what_watches_both) {
  const FakeProcess model{.pid = 90, .command = "tritonserver"}, shell{.pid = 70, .command = "sh"};
  proc.put(shell);
  proc.put(model);
  proc.hold_socket(72, 5, 501);
  proc.hold_socket(90, 4, 502);
  proc.listen("0100007F", 9000, 502);
  proc.connect(72, 40000, 9000, 501);
  EXPECT_THAT(look(), IsEmpty());
  work(model, 50);
  proc.hold_socket(90, 4, 502);
  EXPECT_THAT(look(), ElementsAre("watching port:8000: tritonserver 90 to which its connections lead, on port 9000, is "
                                  "not watched, and may do its work: it took 0.5 s of CPU time, what is watched took "
                                  "0.0 s; --watch port:8000+port:9000 watches it too"));
}

// A proxy opens a connection for each request, so that one look shows one of several backends.
TEST_F(UnwatchedWork, behind_connections_that_are_seen_later_is_told_too) {
  FakeProcess first{.pid = 90, .command = "model"}, second{.pid = 91, .command = "model"};
  const auto serve = [&](FakeProcess& process, std::uint16_t port, int ticks) {
    process.cpu_ticks += ticks;
    proc.put(process);
    proc.hold_socket(process.pid, 4, port);
  };
  proc.put({.pid = 70, .command = "sh"});
  proc.listen("0100007F", 9000, 9000);
  proc.listen("0100007F", 9001, 9001);
  proc.hold_socket(72, 5, 501);
  proc.connect(72, 40000, 9000, 501);
  serve(first, 9000, 0);
  serve(second, 9001, 0);
  EXPECT_THAT(look(), IsEmpty());
  serve(first, 9000, 50);
  serve(second, 9001, 70);
  EXPECT_THAT(look(), ElementsAre(testing::HasSubstr("--watch port:8000+port:9000 watches it too")));
  proc.hold_socket(72, 6, 502);
  proc.connect(72, 40001, 9001, 502);
  EXPECT_THAT(look(), ElementsAre(testing::AllOf(
                          testing::HasSubstr("model 91 to which its connections lead, on port 9001, is not watched"),
                          testing::HasSubstr("--watch port:8000+port:9000+port:9001 watches it too"))));
  serve(second, 9001, 900);
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(UnwatchedWork, is_not_that_of_clients_who_load_it) {
  const FakeProcess client{.pid = 90, .command = "curl"};
  proc.put(client);
  proc.hold_socket(72, 4, 500);
  proc.hold_socket(72, 5, 501);
  proc.hold_socket(90, 4, 502);
  proc.listen("0100007F", 8000, 500);
  proc.connect(72, 8000, 40000, 501);  // as the listener sees it
  EXPECT_THAT(look(), IsEmpty());
  work(client, 500);
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(UnwatchedWork, of_the_same_unit_is_told_with_its_group) {
  listener.parent = 1;
  const FakeProcess worker{.pid = 80, .parent = 1, .command = "worker"}, stranger{.pid = 81, .parent = 1};
  for (const auto& process : {listener, worker, stranger}) proc.put(process);
  const auto put_into_groups = [&] {
    proc.write("72/cgroup", "0::/system.slice/model.service\n");
    proc.write("80/cgroup", "0::/system.slice/model.service\n");
    proc.write("81/cgroup", "0::/system.slice/other.service\n");
  };
  put_into_groups();
  EXPECT_THAT(look(), IsEmpty());
  work(worker, 300);
  work(stranger, 900);
  put_into_groups();
  EXPECT_THAT(look(),
              ElementsAre("watching port:8000: worker 80 of the same unit, /system.slice/model.service, is not "
                          "watched, and may do its work: it took 3.0 s of CPU time, what is watched took 0.0 s; "
                          "--watch cgroup:/system.slice/model.service watches all of it"));
}

}  // namespace plimsoll::unwatched_work_probe_test
